"""What is said with a decision, a withdrawal, or when the archivist finds a thing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.models import Document


class ReasonForm(forms.Form):
    """A reason in words."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class PartForm(forms.Form):
    """The whole of a found holding, or one of its documents."""

    document = forms.ChoiceField(label=_("Which part"), required=False)

    def __init__(self, *args: Any, documents: list[Document], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.documents = {str(document.pk): document for document in documents}
        field = self.fields["document"]
        field.choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _("The whole holding")),
            *((str(d.pk), f"{d.number} · {d.title}") for d in documents),
        ]

    def paper(self) -> Document | None:
        """The document chosen, if any."""
        return self.documents.get(self.cleaned_data["document"])
