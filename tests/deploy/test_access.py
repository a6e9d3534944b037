from deploy.mosquitto.access import Gateway, acl
from devices.envelopes.table import ENVELOPES


def lines_of(text: str, user: str) -> list[str]:
    block = next(block for block in text.split("\n\n") if block.startswith(f"user {user}\n"))
    return block.splitlines()[1:]


def test_the_hub_hears_everything_and_writes_commands_confirmations_and_its_own_topics_only():
    assert lines_of(acl("daxi", "hub", []), "hub") == [
        "topic read #",
        "topic read $SYS/#",
        "topic write vh1/daxi/d/+/cmd/#",
        "topic write vh1/daxi/d/+/upto",
        "topic write vh1/daxi/d/+/setup",
        "topic write vh1/daxi/g/+/cmd/#",
        "topic write vh1/daxi/g/+/sound",
        "topic write vh1/daxi/hub/status",
        "topic write vh1/daxi/hub/time",
    ]


def test_a_device_reaches_its_own_topics_its_groups_and_the_hub_s():
    patterns = [line for line in acl("daxi", "hub", []).splitlines() if line.startswith("pattern")]
    assert patterns == [
        "pattern write vh1/daxi/d/%u/birth",
        "pattern write vh1/daxi/d/%u/status",
        "pattern write vh1/daxi/d/%u/tele",
        "pattern write vh1/daxi/d/%u/event/#",
        "pattern write vh1/daxi/d/%u/state",
        "pattern write vh1/daxi/d/%u/snap",
        "pattern write vh1/daxi/d/%u/ack/#",
        "pattern read vh1/daxi/d/%u/cmd/#",
        "pattern read vh1/daxi/d/%u/upto",
        "pattern read vh1/daxi/d/%u/setup",
        "pattern write json/%u",
        "pattern read vh1/daxi/g/+/cmd/#",
        "pattern read vh1/daxi/g/+/sound",
        "pattern read vh1/daxi/hub/+",
    ]


def test_a_gateway_speaks_for_the_devices_it_lists():
    lines = lines_of(acl("daxi", "hub", [Gateway("gw-1", ("bin-1", "bin-2"))]), "gw-1")
    assert "topic write vh1/daxi/d/bin-1/tele" in lines
    assert "topic read vh1/daxi/d/bin-2/upto" in lines
    assert not [line for line in lines if "+" in line.rpartition("/d/")[2].partition("/")[0]]


def test_a_network_server_writes_uplinks_only():
    assert lines_of(acl("daxi", "hub", [], ["chirpstack"]), "chirpstack") == [
        f"topic write {foreign}" for foreign in ENVELOPES
    ]


def test_home_assistant_reads_what_is_published_for_it_and_nothing_else():
    text = acl("daxi", "hub", [], home_assistant_prefix="homeassistant")
    read = lines_of(text, "home-assistant")
    assert read == ["topic read homeassistant/#", "topic read vh1/daxi/hub/status"]
    assert "topic write homeassistant/#" in lines_of(text, "hub")
    assert "homeassistant" not in acl("daxi", "hub", [])
