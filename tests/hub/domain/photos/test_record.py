from hub.domain.photos.record import Sender


def test_the_person_answers_for_a_photo_before_the_account_that_sent_it() -> None:
    assert Sender("wang", "张三/1").name == Sender("", "张三/1").name == "张三/1"
    assert Sender("wang", "").name == "wang"
    assert Sender("", "").name == "pass"
