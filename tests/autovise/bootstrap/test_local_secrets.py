from autovise.bootstrap.local_secrets import stored_secret


def test_a_secret_is_generated_once(tmp_path):
    file = tmp_path / "new" / "secret"
    secret = stored_secret(file)
    assert len(secret) == 50
    assert secret.isalnum()
    assert stored_secret(file) == secret


def test_only_its_owner_may_read_it(tmp_path):
    stored_secret(tmp_path / "secret")
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


def test_two_shops_have_two_secrets(tmp_path):
    assert stored_secret(tmp_path / "a") != stored_secret(tmp_path / "b")


def test_a_secret_is_as_long_as_asked(tmp_path):
    assert len(stored_secret(tmp_path / "short", length=14)) == 14


def test_an_existing_secret_is_used(tmp_path):
    (tmp_path / "secret").write_text("chosen by hand\n")
    assert stored_secret(tmp_path / "secret") == "chosen by hand"
