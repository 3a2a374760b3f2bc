"""Form of a review."""

from django import forms

from catalog.models.review import MAX_CHARACTERS, MAX_STARS

WORDS = {5: "Excellent", 4: "Good", 3: "As it should be", 2: "Poor", 1: "Bad"}


class ReviewForm(forms.Form):
    """Stars and text of a review."""

    stars = forms.TypedChoiceField(
        label="Your stars",
        coerce=int,
        choices=[
            (stars, f"{stars} star{'s' if stars > 1 else ''}: {WORDS[stars]}")
            for stars in range(MAX_STARS, 0, -1)
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Please choose from 1 to 5 stars.",
            "invalid_choice": "Please choose from 1 to 5 stars.",
        },
    )
    text = forms.CharField(
        label="Your review",
        max_length=MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="What is it like to use? Please leave out names, addresses and order numbers.",
        error_messages={
            "required": "Please write a sentence or two.",
            "max_length": f"Your review is too long. The maximum is {MAX_CHARACTERS} characters.",
        },
    )
