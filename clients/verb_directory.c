/* verb_directory -- directory list, find, export: who is who in the chain */
#include "verb_directory.h"

#include <stdio.h>
#include <string.h>

#include "core/desk_rules.h"
#include "core/rfc3339.h"
#include "directory_csv.h"
#include "sys/clock.h"
#include "text.h"

const char verb_directory_help[] = N_(
    "usage: loket directory list [FILE] [--role ROLE] [--region REGION]\n"
    "         [--on DAY] [--all] [--expiring]\n"
    "       loket directory find ROLE [FILE] [--region REGION] [--on DAY]\n"
    "       loket directory export [FILE]\n"
    "       loket directory import CSV [FILE] [--reason TEXT] [--dry-run]\n"
    "\n"
    "The organisations of the chain, whom to ask for and how to reach them.\n"
    "Without FILE what is in force at the desk; with it no desk is needed:\n"
    "FILE, or a folder of desk documents.\n"
    "\n"
    "list    those of today, or of the DAY; with --all every one.  "
    "--expiring:\n"
    "        only those, and the agreements, that end soon\n"
    "find    whom to call: those of the region before those of everywhere.\n"
    "        Exit code 1: nobody\n"
    "export  all entries as CSV, for a spreadsheet\n"
    "import  the entries of the CSV instead of all there are; roles and\n"
    "        agreements stay.  Everything that is wrong is said, with the "
    "line\n"
    "        of the CSV, and then nothing is changed.  With FILE the new\n"
    "        document goes to standard output\n"
    "\n"
    "  --on DAY       2026-12-31 (default today)\n"
    "  --reason TEXT  why; needed to change what is in force\n"
    "  --dry-run      check only\n"
    "\n"
    "The CSV begins with the names of its columns: organisation, role, "
    "partner,\n"
    "contact, deputy, telephone, email, hours, region, covenant, from, until.\n"
    "Only the first two are needed, and a telephone or email in each line.\n"
    "\n"
    "examples:\n"
    "  loket directory find iom --region amsterdam\n"
    "  loket directory export > directory.csv\n"
    "  loket directory import directory.csv --dry-run\n");

struct asked {
    const char *role;
    const char *region;
    const char *on;
    bool all;
    bool expiring;
    size_t role_index; /* ROLES_MAX: any */
    size_t region_index;
    int64_t day;
};

enum ending
verb_directory(struct invocation *inv)
{
    static const struct noun_row rows[] = {
        {"list", directory_list},
        {"find", directory_lookup},
        {"export", directory_export},
        {"import", directory_import},
    };

    return verb_noun(inv, rows, sizeof rows / sizeof rows[0]);
}

/* Names and days of the options, once there are rules to look them up in. */
static enum rc
resolve(const struct invocation *inv, const struct desk_rules *rules,
        struct asked *asked)
{
    const struct clock clock = {.is_virtual = false};

    asked->day = zone_day(&rules->book.zone, clock_utc_us(&clock));
    asked->role_index = ROLES_MAX;
    asked->region_index = REGIONS_MAX;
    if (asked->on != NULL &&
        rfc3339_read_date(asked->on, &asked->day) != RC_OK) {
        (void)args_wrong(inv, _("--%s: a day is 2026-12-31"), "on");
        return RC_INVALID;
    }
    if (asked->role != NULL) {
        asked->role_index = role_find(&rules->directory, asked->role);
        if (asked->role_index == ROLES_MAX) {
            (void)args_wrong(inv, _("there is no role %s"), asked->role);
            return RC_INVALID;
        }
    }
    if (asked->region != NULL) {
        asked->region_index = region_find(&rules->regions, asked->region);
        if (asked->region_index == REGIONS_MAX) {
            (void)args_wrong(inv, _("there is no region %s"), asked->region);
            return RC_INVALID;
        }
    }
    return RC_OK;
}

static json_t *
row_object(const struct directory_row *row)
{
    json_t *object = json_object();

    for (size_t i = 0; i < CSV_COLUMNS; i++)
        if (*row->fields[i] != '\0')
            (void)json_object_set_new(object, directory_csv_names[i],
                                      json_string(row->fields[i]));
    return object;
}

/* "Huis, opvang, amsterdam: intake, deputy wacht, 020 .., until .." */
static void
entry_print(const struct invocation *inv, const struct desk_rules *rules,
            size_t entry)
{
    static const struct {
        size_t column;
        const char *label;
    } parts[] = {
        {CSV_DEPUTY, N_("deputy")},
        {CSV_TELEPHONE, ""},
        {CSV_EMAIL, ""},
        {CSV_HOURS, ""},
        {CSV_COVENANT, N_("by")},
        {CSV_FROM, N_("from")},
        {CSV_UNTIL, N_("until")},
    };
    struct directory_row row;
    char line[1024];
    size_t n;

    directory_row(rules, entry, &row);
    if (inv->json) {
        json_t *object = row_object(&row);

        output_object(object);
        json_decref(object);
        return;
    }
    n = (size_t)snprintf(
        line, sizeof line, "%s, %s, %s: %s", row.fields[CSV_ORGANISATION],
        row.fields[CSV_ROLE],
        *row.fields[CSV_REGION] != '\0' ? row.fields[CSV_REGION]
                                        : _("everywhere"),
        *row.fields[CSV_CONTACT] != '\0' ? row.fields[CSV_CONTACT] : "-");
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        const char *field = row.fields[parts[i].column];
        const char *label = parts[i].label;

        if (*field == '\0' || n >= sizeof line)
            continue;
        n += (size_t)snprintf(line + n, sizeof line - n, ", %s%s%s",
                              *label == '\0' ? "" : gettext(label),
                              *label == '\0' ? "" : " ", field);
    }
    output_line(&inv->out, "%s", line);
}

static bool
is_asked_for(const struct directory_entry *entry, const struct asked *asked)
{
    if (asked->role_index < ROLES_MAX && entry->role != asked->role_index)
        return false;
    if (asked->region_index < REGIONS_MAX && entry->region < REGIONS_MAX &&
        entry->region != asked->region_index)
        return false;
    return asked->all ||
           (asked->day >= entry->from_day && asked->day < entry->to_day);
}

static void
list_entries(const struct invocation *inv, const struct desk_rules *rules,
             const struct asked *asked)
{
    size_t n = 0;

    for (size_t i = 0; i < rules->directory.entries_n; i++) {
        if (!is_asked_for(&rules->directory.entries[i], asked))
            continue;
        entry_print(inv, rules, i);
        n++;
    }
    if (n == 0)
        output_line(&inv->out, _("no entries"));
}

static void
ending_print(const struct invocation *inv, const struct directory *directory,
             const struct directory_ending *ending, int64_t day)
{
    const char *name = ending->agreement
                           ? directory->agreements[ending->index].name
                           : directory->entries[ending->index].organisation;
    const char *role =
        ending->agreement
            ? ""
            : directory->roles[directory->entries[ending->index].role].name;
    int64_t left = ending->last_day - day;
    char until[DIRECTORY_DAY_BYTES];

    directory_day_write(ending->last_day, until);
    if (inv->json) {
        json_t *object = json_pack("{s:s, s:s, s:s, s:s, s:I}", "kind",
                                   ending->agreement ? "agreement" : "entry",
                                   "name", name, "role", role, "until", until,
                                   "days_left", (json_int_t)left);

        output_object(object);
        json_decref(object);
    } else if (ending->agreement) {
        output_line(&inv->out, _("agreement %s: until %s, days left: %lld"),
                    name, until, (long long)left);
    } else {
        output_line(&inv->out, _("%s, %s: until %s, days left: %lld"), name,
                    role, until, (long long)left);
    }
}

static void
list_endings(const struct invocation *inv, const struct directory *directory,
             const struct asked *asked)
{
    struct directory_ending endings[ENTRIES_MAX + AGREEMENTS_MAX];
    size_t n = directory_expiring(directory, asked->day, endings,
                                  sizeof endings / sizeof endings[0]);

    for (size_t i = 0; i < n; i++) {
        const struct directory_ending *ending = &endings[i];

        if (ending->agreement
                ? asked->role == NULL && asked->region == NULL
                : is_asked_for(&directory->entries[ending->index], asked))
            ending_print(inv, directory, ending, asked->day);
    }
}

enum ending
directory_list(struct invocation *inv)
{
    struct asked asked = {.role = NULL};
    const struct arg args[] = {
        {"role", ARG_TEXT, &asked.role},
        {"region", ARG_TEXT, &asked.region},
        {"on", ARG_TEXT, &asked.on},
        {"all", ARG_FLAG, &asked.all},
        {"expiring", ARG_FLAG, &asked.expiring},
    };
    struct directory_source source = {.version = 0};
    enum ending ending;
    enum rc rc = args_read(inv, args, sizeof args / sizeof args[0]);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc > 1)
        return args_wrong(inv, _("one file at a time"));
    ending = directory_open(&source, inv, inv->argc == 1 ? inv->argv[0] : NULL);
    if (ending == ENDING_DONE && resolve(inv, source.rules, &asked) != RC_OK)
        ending = ENDING_USAGE;
    if (ending == ENDING_DONE && asked.expiring)
        list_endings(inv, &source.rules->directory, &asked);
    else if (ending == ENDING_DONE)
        list_entries(inv, source.rules, &asked);
    directory_source_close(&source);
    return ending;
}

/* Without a region, those of every region. */
static size_t
look_up(const struct desk_rules *rules, const struct asked *asked,
        size_t out[ENTRIES_MAX])
{
    const struct directory *directory = &rules->directory;
    size_t n = 0;

    if (asked->region != NULL)
        return directory_find(directory, asked->role_index, asked->region_index,
                              asked->day, out, ENTRIES_MAX);
    for (size_t i = 0; i < directory->entries_n; i++)
        if (is_asked_for(&directory->entries[i], asked))
            out[n++] = i;
    return n;
}

enum ending
directory_lookup(struct invocation *inv)
{
    struct asked asked = {.role = NULL};
    const struct arg args[] = {
        {"region", ARG_TEXT, &asked.region},
        {"on", ARG_TEXT, &asked.on},
    };
    struct directory_source source = {.version = 0};
    size_t found[ENTRIES_MAX];
    size_t n = 0;
    enum ending ending;
    enum rc rc = args_read(inv, args, sizeof args / sizeof args[0]);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc < 1 || inv->argc > 2)
        return args_wrong(inv, _("one ROLE, or ROLE and FILE, are needed"));
    asked.role = inv->argv[0];
    ending = directory_open(&source, inv, inv->argc == 2 ? inv->argv[1] : NULL);
    if (ending == ENDING_DONE && resolve(inv, source.rules, &asked) != RC_OK)
        ending = ENDING_USAGE;
    if (ending == ENDING_DONE) {
        n = look_up(source.rules, &asked, found);
        for (size_t i = 0; i < n; i++)
            entry_print(inv, source.rules, found[i]);
        if (n == 0)
            output_line(&inv->out, _("nobody is in the directory for %s"),
                        asked.role);
        ending = n > 0 ? ENDING_DONE : ENDING_REFUSED;
    }
    directory_source_close(&source);
    return ending;
}

enum ending
directory_export(struct invocation *inv)
{
    struct directory_source source = {.version = 0};
    enum ending ending;
    enum rc rc = args_read(inv, NULL, 0);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc > 1)
        return args_wrong(inv, _("one file at a time"));
    ending = directory_open(&source, inv, inv->argc == 1 ? inv->argv[0] : NULL);
    if (ending == ENDING_DONE)
        directory_csv_write(stdout, source.rules);
    directory_source_close(&source);
    return ending;
}
