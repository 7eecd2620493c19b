/* route_trace -- see route_trace.h */
#include "core/route_trace.h"

#include <stdio.h>

#include "core/desk_rules.h"
#include "core/route_words.h"

/* Appends what fits whole: half a word would be read as another one. */
static size_t
word_add(char out[TRACE_BYTES], size_t at, const char *before, const char *name,
         const char *value)
{
    int made = snprintf(out + at, TRACE_BYTES - at, "%s%s%s%s", before, name,
                        *value == '\0' ? "" : "=", value);

    if (made > 0 && (size_t)made < TRACE_BYTES - at)
        return at + (size_t)made;
    out[at] = '\0';
    return at;
}

/* The windows of INPUT_MOMENT are those of the last table that names any. */
static enum table_id
windows_table(const struct desk_rules *rules, const struct route_trace *trace)
{
    enum table_id table = TABLE_TARGET_GROUP;

    for (size_t i = 0; i < trace->hits_n; i++) {
        if (rules->tables[trace->hits[i].table].windows_n > 0)
            table = trace->hits[i].table;
    }
    return table;
}

size_t
route_trace_write(const struct desk_rules *rules,
                  const struct route_trace *trace, char out[TRACE_BYTES])
{
    char value[ROUTE_WORD_BYTES];
    size_t at = 0;

    out[0] = '\0';
    for (size_t i = 0; i < trace->hits_n; i++) {
        const struct route_hit *hit = &trace->hits[i];

        at = word_add(out, at, i == 0 ? "" : " ",
                      rules->tables[hit->table].rows[hit->row].name, "");
    }
    at = word_add(out, at, at == 0 ? "|" : " |", "", "");
    for (int i = 0; i < INPUTS_N; i++) {
        if ((trace->asked >> i & 1U) == 0)
            continue;
        at =
            word_add(out, at, " ", route_input((enum input)i)->name,
                     route_value_write(rules, windows_table(rules, trace),
                                       (enum input)i, trace->values[i], value));
    }
    return at;
}
