from tests.checkout.desk.conftest import paid, under_review

__all__ = ["paid", "under_review"]
