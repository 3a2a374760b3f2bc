from autovise.bootstrap.local_secrets import kept_secret


def test_a_secret_is_made_up_once_and_kept(tmp_path):
    file = tmp_path / "new" / "secret"
    secret = kept_secret(file)
    assert len(secret) == 50
    assert secret.isalnum()
    assert kept_secret(file) == secret


def test_only_its_owner_may_read_it(tmp_path):
    kept_secret(tmp_path / "secret")
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


def test_two_shops_have_two_secrets(tmp_path):
    assert kept_secret(tmp_path / "a") != kept_secret(tmp_path / "b")


def test_a_secret_is_as_long_as_asked(tmp_path):
    assert len(kept_secret(tmp_path / "short", length=14)) == 14


def test_a_secret_that_is_there_is_taken_as_it_is(tmp_path):
    (tmp_path / "secret").write_text("chosen by hand\n")
    assert kept_secret(tmp_path / "secret") == "chosen by hand"
