import csv
import io
import statistics
from collections import Counter
from typing import List, Literal, Optional


def summarize_csv(
    csv_text: str,
    delimiter: Literal["auto", "comma", "semicolon", "tab", "pipe"] = "auto",
    columns: Optional[List[str]] = None,
    group_by: Optional[str] = None,
) -> dict:
    """
    Describes a table in CSV: for each column its kind, how many values it has, and their range, mean or most common ones.

    Args:
        csv_text (str): The table. Its first line holds the names of the columns.
        delimiter (Literal["auto", "comma", "semicolon", "tab", "pipe"]): What stands between the values; auto finds it.
        columns (Optional[List[str]]): The columns to describe. Without it, all.
        group_by (Optional[str]): A column; the numbers of the others are also summed and averaged for each of its values.

    Returns:
        dict: Number of rows, the columns, and the groups where they were asked for.
    """
    names, rows = read_table(csv_text, delimiter)
    wanted = names if columns is None else columns
    for name in [*wanted, *([group_by] if group_by else [])]:
        if name not in names:
            raise ValueError(f"There is no column '{name}'; there is {', '.join(names)}")
    summary = {
        "rows": len(rows),
        "columns": {name: describe([row[names.index(name)] for row in rows]) for name in wanted},
    }
    if group_by:
        summary["groups"] = groups_of(names, rows, wanted, names.index(group_by))
    return summary


DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}


def read_table(text, delimiter):
    text = text.lstrip("\ufeff")
    if not text.strip():
        raise ValueError("The table is empty")
    sign = DELIMITERS.get(delimiter) or find_delimiter(text)
    lines = [line for line in csv.reader(io.StringIO(text, newline=""), delimiter=sign) if any(cell.strip() for cell in line)]
    names = [name.strip() or f"column {index + 1}" for index, name in enumerate(lines[0])]
    if len(set(names)) < len(names):
        counts = Counter()
        for index, name in enumerate(names):
            counts[name] += 1
            if counts[name] > 1:
                names[index] = f"{name} ({counts[name]})"
    width = len(names)
    rows = [[cell.strip() for cell in (line + [""] * width)[:width]] for line in lines[1:]]
    return names, rows


def find_delimiter(text):
    """The one that parts most lines into the same number of cells."""
    sample = text.splitlines()[:20]

    def fitness(sign):
        widths = Counter(len(line) for line in csv.reader(sample, delimiter=sign) if line)
        width, count = widths.most_common(1)[0] if widths else (1, 0)
        return (count if width > 1 else 0, width)

    return max(DELIMITERS.values(), key=fitness)


MISSING = {"", "na", "n/a", "nan", "null", "none", "-"}


def as_number(cell):
    try:
        number = float(cell.replace("_", "x"))
    except ValueError:
        return None
    return number if abs(number) != float("inf") and number == number else None


def plain(number):
    """Whole numbers without a point, others to twelve digits."""
    if number is None:
        return None
    return int(number) if number == int(number) and abs(number) < 2**53 else float(f"{number:.12g}")


def describe(cells):
    values = [cell for cell in cells if cell.lower() not in MISSING]
    result = {"values": len(values), "missing": len(cells) - len(values), "distinct": len(set(values))}
    numbers = [as_number(value) for value in values]
    if values and all(number is not None for number in numbers):
        quarters = statistics.quantiles(numbers, n=4, method="inclusive") if len(numbers) > 1 else numbers * 3
        return {
            "kind": "number",
            **result,
            "min": plain(min(numbers)),
            "max": plain(max(numbers)),
            "sum": plain(sum(numbers)),
            "mean": plain(statistics.fmean(numbers)),
            "median": plain(statistics.median(numbers)),
            "quartiles": [plain(quarters[0]), plain(quarters[2])],
            "deviation": plain(statistics.stdev(numbers)) if len(numbers) > 1 else None,
        }
    common = [{"value": value[:100], "count": count} for value, count in Counter(values).most_common(5)]
    return {"kind": "text" if values else "empty", **result, "most_common": common}


def groups_of(names, rows, wanted, at):
    groups = {}
    for row in rows:
        groups.setdefault(row[at], []).append(row)
    result = {}
    for value, members in sorted(groups.items(), key=lambda group: -len(group[1]))[:50]:
        result[value] = {"rows": len(members)}
        for name in wanted:
            index = names.index(name)
            numbers = [as_number(row[index]) for row in members if row[index].lower() not in MISSING]
            if index != at and numbers and all(number is not None for number in numbers):
                result[value][name] = {"sum": plain(sum(numbers)), "mean": plain(statistics.fmean(numbers))}
    return result
