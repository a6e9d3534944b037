"""Makes the appearance model: material read, pairs composed, a small network trained and written as ONNX."""
