/* route_sheet -- see route_sheet.h */
#include "route_sheet.h"

#include <stdlib.h>
#include <string.h>

#include "core/desk_rules.h"
#include "core/route_words.h"
#include "duration.h"
#include "route_cells.h"
#include "route_outcome.h"
#include "text.h"

#define SOURCE_WIDTH  44
#define MEANING_WIDTH 60
#define TEXT_BYTES    128

/* Which columns of the schema stand in the sheet: those some row uses. */
struct columns {
    size_t input[TABLE_INPUTS_MAX]; /* of the sheet; SHEET_COLUMNS: left out */
    size_t output[TABLE_OUTPUTS_MAX];
    size_t meaning;
    size_t source;
};

static bool
input_used(const struct desk_rules *rules, enum table_id id, size_t column)
{
    for (size_t row = 0; row < rules->tables[id].rows_n; row++) {
        if (!cell_is_any(rules, id, row, column))
            return true;
    }
    return false;
}

static bool
output_used(const struct desk_rules *rules, enum table_id id, size_t column)
{
    for (size_t row = 0; row < rules->tables[id].rows_n; row++) {
        if (result_is_said(rules, id, row, column))
            return true;
    }
    return false;
}

static void
columns_make(struct sheet_table *table, const struct desk_rules *rules,
             enum table_id id, bool meaning, struct columns *columns)
{
    const struct table_schema *schema = route_schema(id);

    (void)sheet_column(table, _("row"), 0);
    for (size_t i = 0; i < schema->inputs_n; i++) {
        const char *name = route_input(schema->inputs[i])->name;

        columns->input[i] = input_used(rules, id, i)
                                ? sheet_column(table, route_label(name), 0)
                                : SHEET_COLUMNS;
    }
    table->inputs_n = table->columns_n;
    for (size_t i = 0; i < schema->outputs_n; i++)
        columns->output[i] =
            output_used(rules, id, i)
                ? sheet_column(table, route_label(schema->outputs[i].name), 0)
                : SHEET_COLUMNS;
    columns->meaning = meaning
                           ? sheet_column(table, _("meaning"), MEANING_WIDTH)
                           : SHEET_COLUMNS;
    columns->source = sheet_column(table, _("source"), SOURCE_WIDTH);
}

static void
row_fill(struct sheet_table *table, const struct desk_rules *rules,
         enum table_id id, size_t row, const struct columns *columns)
{
    const struct table_schema *schema = route_schema(id);
    char cell[CELL_BYTES];
    char meaning[MEANING_BYTES];

    table->rows_n++;
    sheet_cell(table, 0, rules->tables[id].rows[row].name);
    for (size_t i = 0; i < schema->inputs_n; i++)
        sheet_cell(table, columns->input[i],
                   cell_write(rules, id, row, i, cell));
    if (rules->tables[id].rows[row].otherwise)
        sheet_cell(table, 1, _("(no other row calls)"));
    for (size_t i = 0; i < schema->outputs_n; i++)
        sheet_cell(table, columns->output[i],
                   result_write(rules, id, row, i, cell));
    sheet_cell(table, columns->meaning, meaning_write(rules, id, row, meaning));
    sheet_cell(table, columns->source, rules->tables[id].rows[row].source);
}

enum rc
route_sheet_table(const struct sheet *sheet, const struct desk_rules *rules,
                  enum table_id id)
{
    struct sheet_table *table = sheet_table_open();
    struct columns columns;
    char heading[TEXT_BYTES];

    if (table == NULL)
        return RC_FATAL;
    (void)snprintf(heading, sizeof heading, "%s  %s (%s)",
                   route_schema(id)->number, route_table_label(id),
                   route_schema(id)->name);
    sheet_heading(sheet, heading,
                  route_schema(id)->hit == HIT_FIRST
                      ? _("The first row that passes decides.")
                      : _("Every row that passes adds its results."));
    columns_make(table, rules, id, sheet->html, &columns);
    for (size_t row = 0; row < rules->tables[id].rows_n; row++)
        row_fill(table, rules, id, row, &columns);
    sheet_table_write(sheet, table);
    free(table);
    return RC_OK;
}

/* --- a table of few words --- */

static void
row_words(struct sheet_table *table, const char *const words[], size_t n)
{
    table->rows_n++;
    for (size_t i = 0; i < n; i++)
        sheet_cell(table, i, words[i]);
}

#define ROW(table, ...)                                                        \
    row_words(table, (const char *const[]){__VA_ARGS__},                       \
              sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

/* --- classes --- */

static void
classes_fill(struct sheet_table *table)
{
    (void)sheet_column(table, _("class"), 0);
    (void)sheet_column(table, _("adult, or age unknown"), 60);
    (void)sheet_column(table, _("under 18"), 50);
    (void)sheet_column(table, _("what it means"), 40);
    ROW(table, "K4", _("D4 and D5 are positive, and one of D1, D2, D3 and D6"),
        _("D4 is positive, or a minor is paid for sex (UO11)"),
        _("very strong suspicion"));
    ROW(table, "K3", _("D5 is positive; or D4 and one of D1 and D2"),
        _("one of D1, D2 and D5 is positive"), _("strong suspicion"));
    ROW(table, "K2", _("D4 is positive"), _("(not used)"),
        _("abuse, perhaps exploitation"));
    ROW(table, "K1",
        _("one of D1, D2, D3 and D6 is positive; or any strong code; or "
          "three codes of D9"),
        _("one of D3 and D6 is positive; or any strong code; or three codes "
          "of D9"),
        _("possible, look closer"));
    ROW(table, "K0", _("otherwise"), _("otherwise"), _("keep"));
}

static enum rc
classes_write(const struct sheet *sheet, const struct desk_rules *rules)
{
    struct sheet_table *table = sheet_table_open();
    char list[TEXT_BYTES];

    if (table == NULL)
        return RC_FATAL;
    (void)snprintf(list, sizeof list, _("List of indicators %s, version %u."),
                   rules->indicators.id, rules->indicators.version);
    sheet_heading(sheet, _("Classes K0 to K4, from the coded indicators alone"),
                  list);
    sheet_paragraph(
        sheet,
        _("A strong code weighs 4, a medium one 2, a weak one 1.  In a "
          "dimension each code counts once and of the weak ones at most one; "
          "it is positive from 5.  Over a bundle the union of the codes "
          "counts.  The first class that fits, from above, holds.  It is a "
          "screening aid: the coordinator decides."));
    classes_fill(table);
    sheet_table_write(sheet, table);
    free(table);
    return RC_OK;
}

/* --- levels --- */

static const char *
span_write(int64_t span_us, char out[DURATION_BYTES])
{
    if (span_us == 0)
        (void)snprintf(out, DURATION_BYTES, "%s", _("never"));
    else
        (void)outcome_term((uint64_t)span_us, out);
    return out;
}

_Static_assert(DURATION_BYTES >= OUTCOME_TERM_BYTES, "a term fits");

static const char *
deadline_write(const struct level_rule *rule, char out[DURATION_BYTES])
{
    if (rule->deadline_working_days != 0)
        return outcome_term(TERM_WORKING_DAYS | rule->deadline_working_days,
                            out);
    return span_write(rule->deadline_us, out);
}

static const char *
when_word(const struct desk_rules *rules, const struct level_rule *rule)
{
    if (rule->digest == DIGEST_DAILY)
        return _("in the list of the day");
    if (rule->digest == DIGEST_WEEKLY)
        return _("in the list of the week");
    return rule->window < rules->calendar.windows_n
               ? rules->calendar.windows[rule->window].name
               : _("at once, day and night");
}

static void
level_fill(struct sheet_table *table, const struct desk_rules *rules,
           enum level level)
{
    const struct output_schema *o =
        &route_schema(TABLE_URGENCY)->outputs[URGENCY_OUT_LEVEL];
    const struct level_rule *rule = policy_level(&rules->policies, level);
    bool raises = rule->deadline_us != 0 || rule->deadline_working_days != 0;
    char deadline[DURATION_BYTES];
    char ack[DURATION_BYTES];
    char not_seen[DURATION_BYTES];

    ROW(table, o->words[level - 1], rules->policies.policies[rule->policy].name,
        when_word(rules, rule), deadline_write(rule, deadline),
        raises ? o->words[rule->raise_to - 1] : "",
        span_write(rule->ack_timeout_us, ack),
        span_write(rule->not_seen_us, not_seen));
}

static enum rc
levels_write(const struct sheet *sheet, const struct desk_rules *rules)
{
    struct sheet_table *table = sheet_table_open();

    if (table == NULL)
        return RC_FATAL;
    sheet_heading(sheet, _("What the levels mean"),
                  _("From the document policies; danger now is U1, a referral "
                    "that needs shelter at least U2, any referral at least U3, "
                    "whatever the tables say."));
    (void)sheet_column(table, _("level"), 0);
    (void)sheet_column(table, _("policy"), 0);
    (void)sheet_column(table, _("people are called"), 0);
    (void)sheet_column(table, _("unanswered: raised after"), 0);
    (void)sheet_column(table, _("to"), 0);
    (void)sheet_column(table, _("silent owner: called again after"), 0);
    (void)sheet_column(table, _("sender hears not seen yet after"), 0);
    for (int level = LEVEL_U1; level <= LEVEL_LAST; level++)
        level_fill(table, rules, (enum level)level);
    sheet_table_write(sheet, table);
    free(table);
    return RC_OK;
}

/* --- legend --- */

static void
names_fill(const struct sheet *sheet, struct sheet_table *table,
           const struct desk_rules *rules)
{
    bool dutch = strcmp(sheet->language, "nl") == 0;

    (void)sheet_column(table, _("name"), 0);
    (void)sheet_column(table, _("what it is"), 60);
    (void)sheet_column(table, _("of"), 0);
    for (size_t i = 0; i < rules->regions.desks_n; i++) {
        const struct region_desk *desk = &rules->regions.desks[i];

        ROW(table, desk->name, dutch ? desk->label_nl : desk->label_en,
            _("desks"));
    }
    for (size_t i = 0;
         i < rules->facilities.facilities_n && table->rows_n < SHEET_ROWS; i++)
        ROW(table, rules->facilities.facilities[i].name,
            rules->facilities.facilities[i].label, _("shelters"));
    for (size_t i = 0;
         i < rules->directory.roles_n && table->rows_n < SHEET_ROWS; i++) {
        const struct directory_role *role = &rules->directory.roles[i];

        ROW(table, role->name, dutch ? role->label_nl : role->label_en,
            _("roles"));
    }
}

static enum rc
legend_write(const struct sheet *sheet, const struct desk_rules *rules)
{
    struct sheet_table *table = sheet_table_open();

    if (table == NULL)
        return RC_FATAL;
    sheet_heading(sheet, _("Legend"), "");
    sheet_paragraph(sheet, _("-  anything, said or not.  present  it was "
                             "said.  absent  it was not said, or is unknown: "
                             "an unknown age is not adult."));
    sheet_paragraph(sheet, _("!x  anything that was said but x.  2..  two or "
                             "more.  within x  the window x is open.  wd  "
                             "working days."));
    sheet_paragraph(
        sheet, _("Sources: S0 to S4, the descriptions of the chain; R: our "
                 "reading of one; PARAM: a choice of the desk."));
    names_fill(sheet, table, rules);
    sheet_table_write(sheet, table);
    free(table);
    return RC_OK;
}

enum rc
route_sheet(const struct sheet *sheet, const struct desk_rules *rules,
            const char *subtitle)
{
    enum rc rc = RC_OK;

    sheet_begin(sheet, _("Decision tables of the desk"), subtitle);
    for (int id = 0; rc == RC_OK && id < TABLES_N; id++)
        rc = route_sheet_table(sheet, rules, (enum table_id)id);
    if (rc == RC_OK)
        rc = classes_write(sheet, rules);
    if (rc == RC_OK)
        rc = levels_write(sheet, rules);
    if (rc == RC_OK)
        rc = legend_write(sheet, rules);
    sheet_end(sheet);
    return rc;
}
