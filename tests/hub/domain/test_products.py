from datetime import UTC, datetime
from pathlib import Path

from devices.profiles.catalog import read
from hub.domain.products import Origin, OwnProfile, Products, is_topic_of
from tests.builders import a_bin, a_catalog

TEXT = (Path(__file__).parents[2] / "testcases/profiles/acme-bin.toml").read_text("utf-8")
ACME = read("acme-b1.toml", TEXT)
AT = datetime(2026, 3, 5, tzinfo=UTC)


def own(name: str, text: str = TEXT) -> OwnProfile:
    return OwnProfile(name, text, AT, "wang")


def test_an_own_profile_replaces_the_folders_which_replaces_the_shipped() -> None:
    shipped = {name: read(f"{name}.toml", TEXT) for name in ("a", "b", "c")}
    folder = {name: read(f"{name}.toml", TEXT) for name in ("b", "c")}
    products = Products.of(shipped, folder, [own("c")])
    assert products.origins == {"a": Origin.SHIPPED, "b": Origin.FOLDER, "c": Origin.OWN}
    assert products.profiles["b"] is folder["b"]
    assert next(iter(products.profiles)) == "c"


def test_an_own_profile_that_cannot_be_read_any_more_is_told_and_leaves_the_one_it_replaced() -> None:
    products = Products.of({"a": ACME}, {}, [own("a", "brand = 1")])
    assert products.profiles == {"a": ACME}
    assert (products.origins["a"], products.flawed["a"].startswith("a.toml: ")) == (Origin.SHIPPED, True)


def test_the_devices_of_a_product_are_those_whose_model_names_it() -> None:
    products = Products.of({"acme-b1": ACME}, {})
    catalog = a_catalog(
        a_bin("bin-1", model="acme-b1"),
        a_bin("bin-2", model="Acme B1"),
        a_bin("bin-3"),
        a_bin("bin-4", model="nobody"),
    )
    assert products.devices_of(ACME, catalog) == {"bin-1", "bin-2"}


def test_the_topics_of_a_product_are_heard() -> None:
    assert Products.of({"acme-b1": ACME}, {}).filters()[-1] == "json/+"
    assert is_topic_of(ACME, "json/t-1")
    assert not is_topic_of(ACME, "other/t-1")
