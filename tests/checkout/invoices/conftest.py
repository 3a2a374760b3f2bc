from tests.checkout.desk.conftest import paid

__all__ = ["paid"]
