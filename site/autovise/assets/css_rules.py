"""Parse, cut and minify CSS with tinycss2."""

import re
from collections.abc import Iterable, Iterator, Set

import tinycss2
from tinycss2.ast import AtRule, Declaration, Node, QualifiedRule, WhitespaceToken

# At-rules whose block contains rules, not declarations.
HOLDS_RULES = {"media", "supports", "container", "layer", "keyframes", "-webkit-keyframes"}
READ_PROPERTY = re.compile(r"var\(\s*(--[\w-]+)")
ANIMATION = re.compile(r"animation(?:-name)?:([^;}]*)")


def parse(css: str) -> list[Node]:
    """Return the rules of a style sheet. Raise ValueError if it has a syntax error."""
    return _without_errors(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True))


def contents(rule: QualifiedRule | AtRule) -> list[Node]:
    """Return the rules, or the declarations, in the block of a rule."""
    if isinstance(rule, AtRule) and rule.lower_at_keyword in HOLDS_RULES:
        found = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
    else:
        found = tinycss2.parse_blocks_contents(
            rule.content, skip_comments=True, skip_whitespace=True
        )
    return _without_errors(found)


def keep_rules(rules: Iterable[Node], class_names: Set[str]) -> Iterator[str]:
    """Yield each rule, minified, with those of its selectors that can match on our pages."""
    for rule in rules:
        if isinstance(rule, QualifiedRule):
            selectors = [one for one in _split(rule.prelude) if _can_match(one, class_names)]
            if selectors:
                yield f"{','.join(minified(one) for one in selectors)}{{{_block(rule, None)}}}"
        elif isinstance(rule, AtRule) and rule.lower_at_keyword in {"media", "supports"}:
            if kept := "".join(keep_rules(contents(rule), class_names)):
                yield f"@{rule.lower_at_keyword} {minified(rule.prelude)}{{{kept}}}"
        elif isinstance(rule, AtRule) and rule.lower_at_keyword != "charset":
            yield minified_node(rule)


def without_unread(css: str) -> str:
    """Return the style sheet, minified, without unread custom properties and unused animations."""
    while True:
        read = {*READ_PROPERTY.findall(css), *" ".join(ANIMATION.findall(css)).split()}
        fewer = "".join(minified_node(rule, read) for rule in parse(css))
        if fewer == css:
            return css
        css = fewer


def minified_node(node: Node, read: Set[str] | None = None) -> str:
    """Return a rule or a declaration without comments and needless spaces.

    A rule that declares nothing is empty text. So is a custom property, and an animation, whose
    name is not in `read`.
    """
    if isinstance(node, Declaration):
        if read is not None and node.name.startswith("--") and node.name not in read:
            return ""
        return f"{node.name}:{minified(node.value)}{'!important' if node.important else ''}"
    head = minified(node.prelude)
    if isinstance(node, AtRule):
        head = f"@{node.lower_at_keyword} {head}".rstrip()
        if node.content is None:
            return f"{head};"
        if (
            read is not None
            and node.lower_at_keyword == "keyframes"
            and head.split()[1] not in read
        ):
            return ""
    body = _block(node, read)
    return f"{head}{{{body}}}" if body else ""


def minified(tokens: Iterable[Node]) -> str:
    """Return tokens as text: no comments, one space for several, none beside a comma."""
    text = tinycss2.serialize(
        [
            WhitespaceToken(0, 0, " ") if token.type == "whitespace" else token
            for token in tokens
            if token.type != "comment"
        ]
    )
    if '"' in text or "url(" in text:
        return text.strip()  # a space in a string must stay
    return re.sub(r"\s*,\s*", ",", re.sub(r"\s+", " ", text)).strip()


def _block(rule: QualifiedRule | AtRule, read: Set[str] | None) -> str:
    text = ""
    for inner in contents(rule):
        if minified_inner := minified_node(inner, read):
            text += f"{minified_inner};" if isinstance(inner, Declaration) else minified_inner
    return text.removesuffix(";")


def _split(prelude: list[Node]) -> Iterator[list[Node]]:
    """Yield the selectors of a list, which commas outside of functions separate."""
    selector: list[Node] = []
    for part in prelude:
        if part == ",":
            yield selector
            selector = []
        else:
            selector.append(part)
    yield selector


def _can_match(selector: list[Node], class_names: Set[str]) -> bool:
    """Whether all classes that a selector requires are used. `:not()` requires none."""
    for before, token in zip([None, *selector], selector, strict=False):
        if token.type == "ident" and before == "." and token.value not in class_names:
            return False
        is_required = token.type == "function" and token.name != "not"
        if is_required and not any(_can_match(s, class_names) for s in _split(token.arguments)):
            return False
        if token.type == "[] block" and "data-bs" in tinycss2.serialize(token.content):
            return False
    return True


def _without_errors(nodes: list[Node]) -> list[Node]:
    for node in nodes:
        if node.type == "error":
            raise ValueError(f"CSS line {node.source_line}: {node.message}")
    return nodes
