/* sheet_html -- a sheet as one page of HTML (sheet.h) */
#include "sheet.h"

/* The page needs nothing from anywhere: it is kept, mailed and printed. */
static const char style[] =
    "body { font: 10pt/1.35 sans-serif; margin: 1.5em; color: #000; }\n"
    "h1 { font-size: 16pt; margin: 0; }\n"
    "h2 { font-size: 12pt; margin: 1.6em 0 0.2em; }\n"
    "p { margin: 0.2em 0 0.5em; max-width: 60em; }\n"
    "table { border-collapse: collapse; width: 100%; }\n"
    "th, td { border: 1px solid #888; padding: 2px 5px; text-align: left;\n"
    "  vertical-align: top; }\n"
    "th { background: #e8e8e8; }\n"
    "td:first-child { font-weight: bold; white-space: nowrap; }\n"
    ".then { border-left: 4px double #000; }\n"
    "@media print {\n"
    "  @page { size: A4 landscape; margin: 12mm; }\n"
    "  body { margin: 0; font-size: 8.5pt; }\n"
    "  thead { display: table-header-group; }\n"
    "  tr { break-inside: avoid; }\n"
    "  h2, h2 + p { break-after: avoid; }\n"
    "  th { background: none; }\n"
    "}\n";

void
sheet_html_text(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '&':
            (void)fputs("&amp;", out);
            break;
        case '<':
            (void)fputs("&lt;", out);
            break;
        case '>':
            (void)fputs("&gt;", out);
            break;
        case '"':
            (void)fputs("&quot;", out);
            break;
        case '\'':
            (void)fputs("&#39;", out);
            break;
        default:
            (void)fputc(*text, out);
        }
    }
}

void
sheet_html_begin(const struct sheet *sheet, const char *title,
                 const char *subtitle)
{
    (void)fprintf(sheet->out,
                  "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n"
                  "<meta charset=\"utf-8\">\n<title>",
                  sheet->language);
    sheet_html_text(sheet->out, title);
    (void)fprintf(sheet->out,
                  "</title>\n<style>\n%s</style>\n</head>\n<body>\n<h1>",
                  style);
    sheet_html_text(sheet->out, title);
    (void)fputs("</h1>\n<p>", sheet->out);
    sheet_html_text(sheet->out, subtitle);
    (void)fputs("</p>\n", sheet->out);
}

static void
cell_write_html(FILE *out, const char *name, bool then, const char *text)
{
    (void)fprintf(out, "<%s%s>", name, then ? " class=\"then\"" : "");
    sheet_html_text(out, text);
    (void)fprintf(out, "</%s>", name);
}

void
sheet_html_table(FILE *out, const struct sheet_table *table)
{
    (void)fputs("<table>\n<thead><tr>", out);
    for (size_t c = 0; c < table->columns_n; c++)
        cell_write_html(out, "th", c > 0 && c == table->inputs_n,
                        table->heads[c]);
    (void)fputs("</tr></thead>\n<tbody>\n", out);
    for (size_t row = 0; row < table->rows_n; row++) {
        (void)fputs("<tr>", out);
        for (size_t c = 0; c < table->columns_n; c++)
            cell_write_html(out, "td", c > 0 && c == table->inputs_n,
                            table->cells[row][c]);
        (void)fputs("</tr>\n", out);
    }
    (void)fputs("</tbody>\n</table>\n", out);
}
