"""How a harness reports to the agent, and how it reads its arguments.

Reports are lines of JSON on standard output. All else that is printed, by whatever library, goes to standard error,
so that no report is ever broken by it; the agent keeps both in the log of the attempt.
"""

import json
import logging
import os
import sys
import traceback
import warnings

MAX_WARNINGS = 100


class Failure(Exception):
    """Ends the attempt; the message says what is wrong and what to do about it."""


def configuration(message):
    """A failure that whoever declared the frontend can mend."""
    return Failure("configuration error: " + message)


def missing(module, what, advice):
    """A failure that whoever looks after the host can mend."""
    return Failure(
        f"ModuleNotFoundError: No module named '{module}': {what} for {sys.executable}. {advice}"
    )


class Reporter:
    """Writes reports. Takes standard output for itself."""

    def __init__(self):
        sys.stdout.flush()
        self._out = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="replace")
        os.dup2(2, 1)
        self._stage = None
        self._warned = set()

    def report(self, **line):
        self._out.write(json.dumps(line, ensure_ascii=False, allow_nan=False) + "\n")
        self._out.flush()

    def stage(self, name):
        if name != self._stage:
            self._stage = name
            self.report(stage=name)

    def properties(self, **values):
        self.report(properties={name: value for name, value in values.items() if value is not None})

    def metrics(self, **values):
        finite = {n: float(v) for n, v in values.items() if v is not None and abs(float(v)) < 1e300}
        self.report(metrics=finite)

    def warning(self, text):
        text = " ".join(str(text).split())[:2000]
        if text and text not in self._warned and len(self._warned) < MAX_WARNINGS:
            self._warned.add(text)
            self.report(warning=text)

    def catch_warnings(self):
        """Warnings of Python and of its logging are warnings of the compiler."""

        def show(message, category, filename, lineno, file=None, line=None):
            del file, line
            self.warning(f"{category.__name__}: {message} ({os.path.basename(filename)}:{lineno})")

        warnings.showwarning = show
        reporter = self

        class Handler(logging.Handler):
            def emit(self, record):
                reporter.warning(f"{record.name}: {record.getMessage()}")

        logging.getLogger().addHandler(Handler(logging.WARNING))


class Arguments:
    """``--name value`` pairs, of which ``--option name=value`` may come often."""

    def __init__(self, arguments, known):
        self.values = {}
        self.options = {}
        it = iter(arguments)
        for argument in it:
            name = argument[2:] if argument.startswith("--") else None
            value = next(it, None)
            if name == "option" and value is not None:
                key, equals, text = value.partition("=")
                if not equals or not key:
                    raise configuration(f"--option {value} is no option; write --option name=value")
                if key in self.options:
                    raise configuration(f"the option {key} stands there twice; write it once")
                self.options[key] = text
            elif name in known and value is not None:
                self.values[name] = value
            else:
                names = ", ".join("--" + n for n in sorted(known))
                raise configuration(f"unknown argument {argument}; write {names}, or --option name=value")

    def required(self, name):
        value = self.values.get(name)
        if not value:
            raise configuration(f"--{name} is missing in the command of this frontend")
        return value


class Options:
    """Options by name. Each is taken with what it may be; at the end none may be left."""

    def __init__(self, values):
        self._values = dict(values)
        self._known = []

    def has(self, name):
        return name in self._values

    def text(self, name, default=None, choices=None):
        self._known.append(name)
        value = self._values.pop(name, None)
        if value is None:
            return default
        if choices is not None and value not in choices:
            raise configuration(f"option {name}={value} is none of {', '.join(choices)}; write one of these")
        return value

    def flag(self, name, default):
        value = self.text(name)
        if value is None:
            return default
        if value not in ("true", "false"):
            raise configuration(f"option {name}={value} is neither true nor false; write one of these")
        return value == "true"

    def number(self, name, default, least, most):
        value = self.text(name)
        if value is None:
            return default
        try:
            number = int(value)
        except ValueError:
            raise configuration(f"option {name}={value} is no whole number; write one from {least} to {most}") from None
        if not least <= number <= most:
            raise configuration(f"option {name}={value} is not from {least} to {most}; write one that is")
        return number

    def decimal(self, name, default, least, most):
        value = self.text(name)
        if value is None:
            return default
        try:
            number = float(value)
        except ValueError:
            raise configuration(f"option {name}={value} is no number; write one from {least} to {most}") from None
        if not least <= number <= most:
            raise configuration(f"option {name}={value} is not from {least} to {most}; write one that is")
        return number

    def numbers(self, name):
        """Whole numbers, separated by commas; None when it is not there."""
        value = self.text(name)
        if value is None:
            return None
        try:
            return [int(part) for part in value.split(",") if part.strip()]
        except ValueError:
            raise configuration(f"option {name}={value} is no list of numbers; write for example {name}=1,11") from None

    def prefixed(self, prefix):
        """Takes all that begin with it."""
        self._known.append(prefix + "…")
        names = [name for name in self._values if name.startswith(prefix)]
        return {name: self._values.pop(name) for name in names}

    def finish(self):
        for name in self._values:
            raise configuration(f"unknown option {name}; known: {', '.join(sorted(self._known))}")


def main(run):
    """Runs a harness, and reports how it ended whatever happens. Ends the process."""
    reporter = Reporter()
    reporter.catch_warnings()
    try:
        run(reporter, sys.argv[1:])
    except Failure as failure:
        reporter.report(status="failed", message=str(failure))
        code = 1
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - whatever it is, it is the result
        text = f"{type(error).__name__}: {error}"
        reporter.report(status="failed", message=text[:8000], stack=traceback.format_exc()[-8000:])
        code = 1
    else:
        reporter.report(status="completed")
        code = 0
    # What libraries printed is in our buffers.
    sys.stdout.flush()
    sys.stderr.flush()
    # Threads of a runtime must not keep a process that has said all.
    os._exit(code)
