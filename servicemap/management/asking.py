"""Ask a question from the command line: the same parameters, the same words, exit status 2."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError
from django.utils import translation

from servicemap import exports, parameters, values
from servicemap.parameters import Parameter
from servicemap.problems import NotFound, QuestionError
from servicemap.schemas import columns
from servicemap.wording import interface_language

REFUSED = 2
TABLE = "table"
FORMAT = replace(
    parameters.FORMAT, read=lambda text: values.choice(text, (TABLE, *parameters.FORMATS))
)


class QuestionCommand(BaseCommand):
    """A command whose options are the question's parameters; prints a table or a file."""

    declared: tuple[Parameter[Any], ...]
    schema: str  # of the rows, for the CSV's columns

    def ask(self, params: Mapping[str, str]) -> Any:
        """Read the parameters and answer; raises QuestionError."""
        raise NotImplementedError

    def table(self, answer: Any) -> str:
        """Return the answer for people."""
        raise NotImplementedError

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer every parameter as an option; its text is read where the API reads it."""
        for parameter in self.declared:
            told = parameter.description.replace("%", "%%")
            if parameter.name == FORMAT.name:
                told = "Form of the answer: table (default), csv, json or geojson."
            parser.add_argument(
                f"--{parameter.name}",
                dest=parameter.name,
                metavar=parameter.name.upper(),
                help=f"{told} For example: {parameter.example}.",
            )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the answer, or why there is none on the error stream."""
        names = [parameter.name for parameter in self.declared]
        given = {name: options[name] for name in names if options.get(name) is not None}
        asked = given.get(parameters.LANG.name, "en")
        with translation.override(interface_language(asked)):
            self.stdout.write(self._or_exit(lambda: self._answered(given)), ending="")

    def _answered(self, given: dict[str, str]) -> str:
        form = FORMAT.of(given) or TABLE
        answer = self.ask({**given, FORMAT.name: "geojson" if form == TABLE else form})
        if form == TABLE:
            return self.table(answer) + "\n"
        return exports.write(answer, form, columns(self.schema)).text

    def _or_exit(self, work: Callable[[], str]) -> str:
        try:
            return work()
        except QuestionError as error:
            self.stderr.write(str(error))
            if isinstance(error, NotFound):
                for candidate in error.candidates:
                    self.stderr.write(f"  {candidate.id}  {candidate.name}")
        except DatabaseError as error:
            self.stderr.write(f"The database does not answer: {error}".strip())
        sys.exit(REFUSED)
