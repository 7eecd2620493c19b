/* report_html -- tables of figures as one page that needs nothing else: no
 * script, no font, no picture from elsewhere; each chart has its table beside
 * it, and prints. */
#ifndef CLIENTS_REPORT_HTML_H
#define CLIENTS_REPORT_HTML_H

#include <jansson.h>
#include <stdio.h>

/* report_html: tables is an array of tables (report_table.h). */
void report_html(FILE *file, const char *title, const json_t *tables);

#endif
