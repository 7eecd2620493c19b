/* audit_words -- records of the audit, and what is wrong with them, in words */
#ifndef CLIENTS_AUDIT_WORDS_H
#define CLIENTS_AUDIT_WORDS_H

#include <jansson.h>
#include <stdint.h>

#include "core/audit_verify.h"
#include "output.h"

/* audit_words_record: a line about one AuditRecord. */
void audit_words_record(const struct output *out, const json_t *record);

/* audit_words_flaw: what a flaw is, translated. */
const char *audit_words_flaw(enum audit_flaw flaw);

#endif
