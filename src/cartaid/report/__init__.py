"""The report of an analysis: one page, figures, tables, and the same on paper.

Pure functions from `Content` (plain data, made by `results`) to text:

- `content`: everything a report is made of
- `figures`: Vega-Lite specifications with words and tables; `render` draws them beside the other work
- `abstract`, `methods`, `findings`, `patients`: words generated from results and protocol
- `tables`, `html`: the page; `pdf`: the same set by Typst; `spreadsheet`: tables as CSV and workbook
- `write`: to files
"""
