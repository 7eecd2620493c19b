/* indicators_change -- what may not happen to a list of indicators that is in
 * force: stored messages carry its codes. */
#ifndef DOCUMENT_INDICATORS_CHANGE_H
#define DOCUMENT_INDICATORS_CHANGE_H

#include <stdbool.h>

struct document_findings;
struct indicator_list;

/* indicators_change: from the list in force to the next one.
 *
 * in        same_text: not a byte differs, so nothing is found
 * findings  added: E_CODE_GONE for each code that is not there any more
 *           (retire it instead); E_VERSION when the version did not rise;
 *           W_DIMENSION, a warning, for each code of another dimension */
void indicators_change(const struct indicator_list *before,
                       const struct indicator_list *next, bool same_text,
                       struct document_findings *findings);

#endif
