/* report_html -- see report_html.h */
#include "report_html.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "output.h"
#include "report_table.h"
#include "text.h"

#define BARS_MAX    60
#define BAR_HEIGHT  20
#define LABEL_WIDTH 260
#define BAR_WIDTH   380
#define LINE_WIDTH  640
#define LINE_HEIGHT 200
#define LABEL_BYTES 160

static const char style[] =
    "body{font:16px/1.4 sans-serif;max-width:60em;margin:2em auto;"
    "padding:0 1em;color:#222}"
    "table{border-collapse:collapse;margin:.5em 0}"
    "th,td{border:1px solid #999;padding:.15em .6em;text-align:left}"
    "td.n{text-align:right}svg{display:block;max-width:100%}"
    ".note{color:#444;font-size:90%}section{break-inside:avoid}"
    "@media print{body{max-width:none;margin:0;font-size:11px}"
    "h1,h2{break-after:avoid}}";

static void
put(FILE *file, const char *text)
{
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '&':
            (void)fputs("&amp;", file);
            break;
        case '<':
            (void)fputs("&lt;", file);
            break;
        case '>':
            (void)fputs("&gt;", file);
            break;
        case '"':
            (void)fputs("&quot;", file);
            break;
        case '\'':
            (void)fputs("&#39;", file);
            break;
        default:
            (void)fputc(*text, file);
        }
    }
}

static size_t
find_column(const json_t *table, const char *name)
{
    const json_t *columns = json_object_get(table, "columns");
    size_t i;
    json_t *column;

    json_array_foreach(columns, i, column)
    {
        if (strcmp(json_string_value(column), name) == 0)
            return i;
    }
    return json_array_size(columns);
}

/* What is drawn: the column "count" over the words before it. */
struct chart {
    const json_t *table;
    size_t count; /* column */
    size_t rows_n;
    long long most;
};

static long long
value(const struct chart *chart, size_t row)
{
    return strtoll(report_table_cell(chart->table, row, chart->count), NULL,
                   10);
}

static void
label(const struct chart *chart, size_t row, char out[LABEL_BYTES])
{
    size_t at = 0;

    out[0] = '\0';
    for (size_t c = 0; c < chart->count && at < LABEL_BYTES; c++) {
        int n = snprintf(out + at, LABEL_BYTES - at, "%s%s", c == 0 ? "" : " ",
                         report_table_cell(chart->table, row, c));

        at += n > 0 ? (size_t)n : 0;
    }
}

static void
begin_svg(FILE *file, const struct chart *chart, long width, long height)
{
    (void)fprintf(file,
                  "<svg role=\"img\" xmlns=\"http://www.w3.org/2000/svg\""
                  " viewBox=\"0 0 %ld %ld\" width=\"%ld\" aria-label=\"",
                  width, height, width);
    put(file, object_text(chart->table, "title"));
    (void)fputs("\"><title>", file);
    put(file, object_text(chart->table, "title"));
    (void)fputs("; ", file);
    put(file, _("the table below has the numbers"));
    (void)fputs("</title>", file);
}

static void
draw_bars(FILE *file, const struct chart *chart)
{
    begin_svg(file, chart, LABEL_WIDTH + BAR_WIDTH + 60,
              (long)chart->rows_n * BAR_HEIGHT + 4);
    for (size_t r = 0; r < chart->rows_n; r++) {
        char text[LABEL_BYTES];
        long y = (long)r * BAR_HEIGHT;
        long width = (long)(value(chart, r) * BAR_WIDTH / chart->most);

        label(chart, r, text);
        (void)fprintf(file,
                      "<text x=\"%d\" y=\"%ld\" font-size=\"13\""
                      " text-anchor=\"end\">",
                      LABEL_WIDTH - 6, y + 14);
        put(file, text);
        (void)fprintf(file,
                      "</text><rect x=\"%d\" y=\"%ld\" width=\"%ld\""
                      " height=\"%d\" fill=\"#35608f\"/>"
                      "<text x=\"%ld\" y=\"%ld\" font-size=\"13\">%lld</text>",
                      LABEL_WIDTH, y + 3, width, BAR_HEIGHT - 6,
                      LABEL_WIDTH + width + 6, y + 14, value(chart, r));
    }
    (void)fputs("</svg>\n", file);
}

static long
point_x(const struct chart *chart, size_t row)
{
    return 30 + (long)row * (LINE_WIDTH - 60) /
                    (long)(chart->rows_n > 1 ? chart->rows_n - 1 : 1);
}

static long
point_y(const struct chart *chart, size_t row)
{
    return 20 + (long)((chart->most - value(chart, row)) * (LINE_HEIGHT - 60) /
                       chart->most);
}

static void
draw_line(FILE *file, const struct chart *chart)
{
    begin_svg(file, chart, LINE_WIDTH, LINE_HEIGHT);
    (void)fputs("<polyline fill=\"none\" stroke=\"#35608f\""
                " stroke-width=\"2\" points=\"",
                file);
    for (size_t r = 0; r < chart->rows_n; r++)
        (void)fprintf(file, "%ld,%ld ", point_x(chart, r), point_y(chart, r));
    (void)fputs("\"/>", file);
    for (size_t r = 0; r < chart->rows_n; r++) {
        char text[LABEL_BYTES];

        label(chart, r, text);
        (void)fprintf(file,
                      "<circle cx=\"%ld\" cy=\"%ld\" r=\"3\"/>"
                      "<text x=\"%ld\" y=\"%ld\" font-size=\"12\""
                      " text-anchor=\"middle\">%lld</text>",
                      point_x(chart, r), point_y(chart, r), point_x(chart, r),
                      point_y(chart, r) - 8, value(chart, r));
        if (chart->rows_n <= 12 || r % (chart->rows_n / 12 + 1) == 0) {
            (void)fprintf(file,
                          "<text x=\"%ld\" y=\"%d\" font-size=\"12\""
                          " text-anchor=\"middle\">",
                          point_x(chart, r), LINE_HEIGHT - 10);
            put(file, text);
            (void)fputs("</text>", file);
        }
    }
    (void)fputs("</svg>\n", file);
}

static bool
is_period(const char *column)
{
    return strcmp(column, "day") == 0 || strcmp(column, "week") == 0 ||
           strcmp(column, "month") == 0 || strcmp(column, "quarter") == 0 ||
           strcmp(column, "year") == 0;
}

static void
draw(FILE *file, const json_t *table)
{
    struct chart chart = {.table = table};
    const json_t *columns = json_object_get(table, "columns");

    chart.count = find_column(table, "count");
    chart.rows_n = json_array_size(json_object_get(table, "rows"));
    if (chart.count == json_array_size(columns) || chart.count == 0 ||
        chart.rows_n == 0 || chart.rows_n > BARS_MAX)
        return;
    for (size_t r = 0; r < chart.rows_n; r++)
        chart.most =
            value(&chart, r) > chart.most ? value(&chart, r) : chart.most;
    if (chart.most <= 0)
        return;
    if (chart.count == 1 &&
        is_period(json_string_value(json_array_get(columns, 0))))
        draw_line(file, &chart);
    else
        draw_bars(file, &chart);
}

static bool
is_number(const char *text)
{
    return *text != '\0' && strspn(text, "0123456789") == strlen(text);
}

static void
put_table(FILE *file, const json_t *table)
{
    const json_t *columns = json_object_get(table, "columns");
    size_t rows_n = json_array_size(json_object_get(table, "rows"));

    (void)fputs("<table><thead><tr>", file);
    for (size_t c = 0; c < json_array_size(columns); c++) {
        (void)fputs("<th scope=\"col\">", file);
        put(file, json_string_value(json_array_get(columns, c)));
        (void)fputs("</th>", file);
    }
    (void)fputs("</tr></thead><tbody>\n", file);
    for (size_t r = 0; r < rows_n; r++) {
        (void)fputs("<tr>", file);
        for (size_t c = 0; c < json_array_size(columns); c++) {
            const char *cell = report_table_cell(table, r, c);

            (void)fputs(is_number(cell) ? "<td class=\"n\">" : "<td>", file);
            put(file, cell);
            (void)fputs("</td>", file);
        }
        (void)fputs("</tr>\n", file);
    }
    (void)fputs("</tbody></table>\n", file);
}

static void
put_section(FILE *file, const json_t *table)
{
    char note[512];

    (void)fputs("<section><h2>", file);
    put(file, object_text(table, "title"));
    (void)fputs("</h2>\n", file);
    draw(file, table);
    if (json_array_size(json_object_get(table, "rows")) == 0) {
        (void)fputs("<p>", file);
        put(file, _("nothing that may be told"));
        (void)fputs("</p>\n", file);
    } else {
        put_table(file, table);
    }
    if (object_flag(table, "exact"))
        (void)snprintf(note, sizeof note,
                       _("%s up to %s; exact: not for "
                         "others"),
                       object_text(table, "from"), object_text(table, "to"));
    else
        (void)snprintf(note, sizeof note,
                       _("%s up to %s, as known on %s; cells below %lld are "
                         "withheld, those with them told together; rounded to "
                         "5"),
                       object_text(table, "from"), object_text(table, "to"),
                       object_text(table, "as_of"),
                       (long long)object_number(table, "threshold"));
    (void)fputs("<p class=\"note\">", file);
    put(file, note);
    (void)fputs("</p></section>\n", file);
}

void
report_html(FILE *file, const char *title, const json_t *tables)
{
    size_t i;
    json_t *table;

    (void)fputs("<!DOCTYPE html>\n<html lang=\"", file);
    put(file, _("en"));
    (void)fputs("\"><head><meta charset=\"utf-8\">\n<title>", file);
    put(file, title);
    (void)fprintf(file, "</title>\n<style>%s</style></head>\n<body><h1>",
                  style);
    put(file, title);
    (void)fputs("</h1>\n", file);
    json_array_foreach(tables, i, table)
    {
        put_section(file, table);
    }
    (void)fputs("</body></html>\n", file);
}
