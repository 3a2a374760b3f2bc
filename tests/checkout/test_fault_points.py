"""Fault points do nothing unless armed by test settings."""

from checkout.fault_points import FaultPoint, reached


def test_nothing_happens_without_the_setting(tmp_path):
    (tmp_path / "armed").write_text(FaultPoint.ORDER_PLACED.name)
    reached(FaultPoint.ORDER_PLACED)
    assert (tmp_path / "armed").exists()


def test_nothing_happens_at_another_point_or_without_a_file(tmp_path, settings):
    armed = tmp_path / "armed"
    settings.FAULT_POINT_FILE = str(armed)
    reached(FaultPoint.ORDER_PLACED)
    armed.write_text(FaultPoint.MAIL_SENT.name)
    reached(FaultPoint.ORDER_PLACED)
    assert armed.read_text() == "MAIL_SENT"
