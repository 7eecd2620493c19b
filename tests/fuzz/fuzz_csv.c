/* A table of labelled data from arbitrary bytes: no report; every row that is
 * told has a cell for each column, each within the text, and reading ends. */
#include "fuzz.h"

#include <stdio.h>
#include <string.h>

#include "../eval/csv.h"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    char *text = malloc(n + 1);
    struct csv csv;
    size_t rows = 0;

    require(text != NULL);
    if (n > 0)
        memcpy(text, bytes, n);
    text[n] = '\0';
    if (csv_text(&csv, text, "fuzzed")) {
        require(csv.columns_n >= 1 && csv.columns_n <= CSV_COLUMNS_MAX);
        require(csv_column(&csv, csv.header[0]) == 0);
        while (csv_next(&csv)) {
            require(++rows <= n);
            for (size_t i = 0; i < csv.columns_n; i++)
                require(csv.cells[i] >= text &&
                        csv.cells[i] + strlen(csv.cells[i]) <= text + n);
        }
        require(csv.at <= text + n);
    }
    csv_close(&csv);
    return 0;
}
