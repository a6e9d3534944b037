"""Public warnings (应急信息, CAP): taken, announced, published."""
