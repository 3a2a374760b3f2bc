"""CSS is cut to the rules that can match, and minified without a change of meaning."""

import pytest

from autovise.assets.css_rules import keep_rules, minified_node, parse, without_unread

pytestmark = pytest.mark.slow


def cut(css: str, *class_names: str) -> str:
    return "".join(keep_rules(parse(css), set(class_names)))


def minified(css: str) -> str:
    return "".join(minified_node(rule) for rule in parse(css))


def test_a_rule_is_kept_with_those_selectors_whose_classes_are_all_used():
    assert cut(".row, .btn, .btn.row { color: red }", "btn") == ".btn{color:red}"


def test_a_rule_without_a_class_is_kept():
    assert cut("h1, [type=button] { margin: 0 }") == "h1,[type=button]{margin:0}"


def test_a_rule_for_another_theme_of_bootstrap_is_dropped():
    assert cut("[data-bs-theme=dark] { color: red }") == ""


def test_a_negated_class_need_not_be_used():
    assert cut("a:not(.btn) { color: red }") == "a:not(.btn){color:red}"


def test_one_of_several_classes_in_a_function_must_be_used():
    assert cut(":is(.row, .btn) { color: red }", "btn") == ":is(.row,.btn){color:red}"
    assert cut(":is(.row, .col) { color: red }", "btn") == ""


def test_a_media_query_is_kept_if_one_of_its_rules_is():
    css = "@media (min-width: 48rem) { .row { margin: 0 } .btn { margin: 0 } }"
    assert cut(css, "btn") == "@media (min-width: 48rem){.btn{margin:0}}"
    assert cut(css, "col") == ""


def test_comments_and_needless_spaces_are_removed():
    css = "/* Cards */\n.card  >  a ,\n.card b { margin:  0   auto ; color: red !important; }"
    assert minified(css) == ".card > a,.card b{margin:0 auto;color:red!important}"


def test_spaces_that_mean_something_are_kept():
    css = "a :is(b) { width: calc(1rem + 2px); content: 'a  ,  b' }"
    assert minified(css) == 'a :is(b){width:calc(1rem + 2px);content:"a  ,  b"}'


def test_nested_rules_and_animations_are_kept():
    css = "a { color: red; &:hover { color: blue } } @keyframes grow { to { width: 1px } }"
    assert minified(css) == "a{color:red;&:hover{color:blue}}@keyframes grow{to{width:1px}}"


def test_custom_properties_that_no_rule_reads_are_removed():
    css = ":root{--a:1px;--b:var(--a);--c:2px}p{margin:var(--c)}"
    assert without_unread(css) == ":root{--c:2px}p{margin:var(--c)}"


def test_a_rule_that_is_left_empty_is_removed():
    assert without_unread("@media print{.a{--b:1px}}p{margin:0}") == "p{margin:0}"


def test_an_animation_that_no_rule_uses_is_removed():
    css = "@keyframes grow{to{width:1px}}@keyframes fade{to{opacity:0}}p{animation:grow 1s}"
    assert without_unread(css) == "@keyframes grow{to{width:1px}}p{animation:grow 1s}"


def test_a_syntax_error_is_reported_with_its_line():
    with pytest.raises(ValueError, match="CSS line 2"):
        minified("p { margin: 0 }\n.a { margin 0 }")
