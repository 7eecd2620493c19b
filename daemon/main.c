/* loketd: which of its modes is asked for? */
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "backup_keys_mode.h"
#include "backup_mode.h"
#include "backup_verify.h"
#include "check.h"
#include "doctor.h"
#include "handover.h"
#include "init.h"
#include "rebuild_mode.h"
#include "restore_mode.h"
#include "rotate_mode.h"
#include "self_audit.h"
#include "supervisor.h"
#include "sys/process.h"

#define CONFIG_DEFAULT "/etc/loket/loketd.yaml"

enum exit_code {
    EXIT_DONE,
    EXIT_REFUSED,
    EXIT_USAGE
};

enum mode {
    MODE_SERVE,
    MODE_CHECK,
    MODE_AUDIT,
    MODE_DOCTOR,
    MODE_INIT,
    MODE_REBUILD,
    MODE_BACKUP,
    MODE_BACKUP_KEYGEN,
    MODE_BACKUP_KEYS,
    MODE_BACKUP_VERIFY,
    MODE_RESTORE,
    MODE_ROTATE
};

struct asked {
    enum mode mode;
    int modes;               /* named; one at most makes sense */
    const char *config_path; /* NULL: CONFIG_DEFAULT */
    const char *operand;     /* of the mode, when it has one */
    bool json;
    struct init_request init;
    struct backup_request backup;
    struct restore_request restore; /* key_path and keys of verify too */
};

enum option_code {
    OPTION_CONFIG = 256,
    OPTION_CHECK,
    OPTION_AUDIT,
    OPTION_DOCTOR,
    OPTION_JSON,
    OPTION_INIT,
    OPTION_REBUILD,
    OPTION_BACKUP,
    OPTION_KEYGEN,
    OPTION_KEYS_COPY,
    OPTION_VERIFY,
    OPTION_RESTORE,
    OPTION_FULL,
    OPTION_ROTATE,
    OPTION_TO,
    OPTION_KEY,
    OPTION_KEYS,
    OPTION_AS_OF,
    OPTION_EXPIRED,
    OPTION_UNOPENED,
    OPTION_LISTEN,
    OPTION_DOCUMENTS,
    OPTION_CONTROL,
    OPTION_HELP,
    OPTION_VERSION
};

static const char help[] =
    "Usage: loketd [--config FILE]\n"
    "   or: loketd [--config FILE] --check-config\n"
    "   or: loketd [--config FILE] --self-audit\n"
    "   or: loketd [--config FILE] --doctor [--json]\n"
    "   or: loketd [--config FILE] --rebuild\n"
    "   or: loketd --init DIR [--listen ENDPOINT] [--documents DIR]\n"
    "              [--config FILE]\n"
    "   or: loketd [--config FILE] --backup [--full] [--to DIR]\n"
    "   or: loketd [--config FILE] --backup-keys DIR\n"
    "   or: loketd [--config FILE] --rotate-keys\n"
    "   or: loketd --backup-keygen FILE\n"
    "   or: loketd --backup-verify DIR [--key FILE [--keys PATH]]\n"
    "   or: loketd --restore PATH --key FILE --keys PATH --to DIR\n"
    "              [--as-of TIME] [--expired-keys] [--erase-unopened]\n"
    "Serve a Loket desk: take in signals and referrals, page coordinators.\n"
    "\n"
    "      --config FILE      settings (default " CONFIG_DEFAULT ")\n"
    "      --check-config     check settings, desk documents and keys; print\n"
    "                         every finding\n"
    "      --self-audit       the same, and what will become a problem unless\n"
    "                         somebody acts: holes in rosters, keys that end\n"
    "      --doctor           look at clock, disk, limits, keys, rosters, "
    "backup,\n"
    "                         libraries and what waits; say what to do about "
    "it;\n"
    "                         0: nothing (best as root, beside the desk)\n"
    "      --json             with --doctor: an object a line\n"
    "      --rebuild          make from the journal once more which signals\n"
    "                         belong together, while no desk runs; 0: it was\n"
    "                         the same\n"
    "      --init DIR         make a working installation in DIR; with "
    "--config\n"
    "                         FILE by the settings of that file\n"
    "      --listen ENDPOINT  with --init: where to listen (default\n"
    "                         " INIT_LISTEN ")\n"
    "      --documents DIR    with --init: begin with the desk documents in "
    "DIR\n"
    "                         (NAME.yaml; what is missing is as shipped)\n"
    "      --test-control FILE\n"
    "                         with --config or --init: a test moves the clock\n"
    "                         of this desk; refused with production: true\n"
    "      --rotate-keys      a new epoch key, and the end of those that wrap\n"
    "                         nothing any more; says what to do next\n"
    "      --backup           make a backup beside the running desk, of what\n"
    "                         changed since the last one or of all\n"
    "      --full             of all, whatever backup.full_every_days says\n"
    "      --to DIR           where backups go (default backup.folder), or\n"
    "                         where a desk is restored\n"
    "      --backup-keygen FILE\n"
    "                         make a key that reads backups, for the safe, "
    "and\n"
    "                         FILE.public, for the server\n"
    "      --backup-keys DIR  a sealed copy of the keys, to be gone in 7 days\n"
    "      --backup-verify DIR\n"
    "                         are the backups in DIR whole?  With --key all "
    "is\n"
    "                         opened, with --keys also who made them\n"
    "      --restore PATH     a desk from a backup, or from the newest in a\n"
    "                         folder; into a place where there is none\n"
    "      --key FILE         the secret key that reads backups\n"
    "      --keys PATH        the sealed copy of the keys, or a folder of "
    "them\n"
    "      --as-of TIME       with --restore: no newer than TIME (RFC 3339)\n"
    "      --expired-keys     with --restore: take a copy of the keys that is\n"
    "                         past its time; what was erased may come back\n"
    "      --erase-unopened   with --restore: go on without the messages that\n"
    "                         the keys do not open; living ones are lost too\n"
    "      --help             this text\n"
    "      --version          the version\n"
    "\n"
    "Exit status: 0 done, 1 refused or failed, 2 wrong usage.\n"
    "While serving, SIGHUP reloads and SIGTERM stops.\n";

static const struct option options[] = {
    {"config", required_argument, NULL, OPTION_CONFIG},
    {"check-config", no_argument, NULL, OPTION_CHECK},
    {"self-audit", no_argument, NULL, OPTION_AUDIT},
    {"doctor", no_argument, NULL, OPTION_DOCTOR},
    {"json", no_argument, NULL, OPTION_JSON},
    {"rebuild", no_argument, NULL, OPTION_REBUILD},
    {"init", required_argument, NULL, OPTION_INIT},
    {"backup", no_argument, NULL, OPTION_BACKUP},
    {"backup-keygen", required_argument, NULL, OPTION_KEYGEN},
    {"backup-keys", required_argument, NULL, OPTION_KEYS_COPY},
    {"backup-verify", required_argument, NULL, OPTION_VERIFY},
    {"rotate-keys", no_argument, NULL, OPTION_ROTATE},
    {"restore", required_argument, NULL, OPTION_RESTORE},
    {"full", no_argument, NULL, OPTION_FULL},
    {"to", required_argument, NULL, OPTION_TO},
    {"key", required_argument, NULL, OPTION_KEY},
    {"keys", required_argument, NULL, OPTION_KEYS},
    {"as-of", required_argument, NULL, OPTION_AS_OF},
    {"expired-keys", no_argument, NULL, OPTION_EXPIRED},
    {"erase-unopened", no_argument, NULL, OPTION_UNOPENED},
    {"listen", required_argument, NULL, OPTION_LISTEN},
    {"documents", required_argument, NULL, OPTION_DOCUMENTS},
    {"test-control", required_argument, NULL, OPTION_CONTROL},
    {"help", no_argument, NULL, OPTION_HELP},
    {"version", no_argument, NULL, OPTION_VERSION},
    {NULL, 0, NULL, 0}};

static int
usage(const char *why)
{
    if (why != NULL)
        fprintf(stderr, "loketd: %s\n", why);
    fputs("Try 'loketd --help'.\n", stderr);
    return EXIT_USAGE;
}

static enum rc
run_backup(const struct asked *asked, const char *config_path)
{
    struct backup_request backup = asked->backup;

    backup.config_path = config_path;
    return backup_mode(&backup);
}

static int
run(const struct asked *asked)
{
    const char *config_path =
        asked->config_path != NULL ? asked->config_path : CONFIG_DEFAULT;
    enum rc rc = RC_FATAL;

    /* Before the first secret is read or made. */
    if (process_harden() != RC_OK) {
        fprintf(stderr, "loketd: cannot be hardened: %s\n", strerror(errno));
        return EXIT_REFUSED;
    }
    switch (asked->mode) {
    case MODE_SERVE:
        rc = supervisor_run(config_path, asked->init.control_path);
        break;
    case MODE_CHECK:
        rc = check_run(config_path, stdout);
        break;
    case MODE_AUDIT:
        rc = self_audit_run(config_path, stdout);
        break;
    case MODE_DOCTOR:
        rc = doctor_run(config_path, asked->json, stdout);
        break;
    case MODE_REBUILD:
        rc = rebuild_mode(config_path, stdout);
        break;
    case MODE_INIT:
        rc = init_run(&asked->init);
        break;
    case MODE_BACKUP:
        rc = run_backup(asked, config_path);
        break;
    case MODE_BACKUP_KEYGEN:
        rc = backup_keygen_mode(asked->operand, stdout);
        break;
    case MODE_BACKUP_KEYS:
        rc = backup_keys_mode(config_path, asked->operand, stdout);
        break;
    case MODE_BACKUP_VERIFY:
        rc = backup_verify_mode(asked->operand, asked->restore.key_path,
                                asked->restore.keys, stdout);
        break;
    case MODE_RESTORE:
        rc = restore_mode(&asked->restore);
        break;
    case MODE_ROTATE:
        rc = rotate_mode(config_path, stdout);
        break;
    }
    return rc == RC_OK ? EXIT_DONE : EXIT_REFUSED;
}

static int
say(const char *text)
{
    return fputs(text, stdout) >= 0 && fflush(stdout) == 0 ? EXIT_DONE
                                                           : EXIT_REFUSED;
}

/* How a mode is asked for; false: this is no mode. */
static bool
take_mode(struct asked *asked, int code)
{
    static const struct {
        enum option_code code;
        enum mode mode;
    } modes[] = {{OPTION_CHECK, MODE_CHECK},
                 {OPTION_AUDIT, MODE_AUDIT},
                 {OPTION_DOCTOR, MODE_DOCTOR},
                 {OPTION_REBUILD, MODE_REBUILD},
                 {OPTION_INIT, MODE_INIT},
                 {OPTION_BACKUP, MODE_BACKUP},
                 {OPTION_KEYGEN, MODE_BACKUP_KEYGEN},
                 {OPTION_KEYS_COPY, MODE_BACKUP_KEYS},
                 {OPTION_VERIFY, MODE_BACKUP_VERIFY},
                 {OPTION_RESTORE, MODE_RESTORE},
                 {OPTION_ROTATE, MODE_ROTATE}};

    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        if ((int)modes[i].code == code) {
            asked->mode = modes[i].mode;
            asked->modes++;
            asked->operand = optarg;
            return true;
        }
    return false;
}

/* -1: an option that does not exist, getopt has said so. */
static int
take_options(int argc, char **argv, struct asked *asked)
{
    int code;

    while ((code = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (take_mode(asked, code))
            continue;
        switch (code) {
        case OPTION_CONFIG:
            asked->config_path = asked->init.config_path = optarg;
            break;
        case OPTION_JSON:
            asked->json = true;
            break;
        case OPTION_FULL:
            asked->backup.full = true;
            break;
        case OPTION_TO:
            asked->backup.to = asked->restore.to = optarg;
            break;
        case OPTION_KEY:
            asked->restore.key_path = optarg;
            break;
        case OPTION_KEYS:
            asked->restore.keys = optarg;
            break;
        case OPTION_AS_OF:
            asked->restore.as_of = optarg;
            break;
        case OPTION_EXPIRED:
            asked->restore.expired_keys = true;
            break;
        case OPTION_UNOPENED:
            asked->restore.erase_unopened = true;
            break;
        case OPTION_LISTEN:
            asked->init.listen = optarg;
            break;
        case OPTION_DOCUMENTS:
            asked->init.documents = optarg;
            break;
        case OPTION_CONTROL:
            asked->init.control_path = optarg;
            break;
        case OPTION_HELP:
        case OPTION_VERSION:
            return code;
        default:
            return -1;
        }
    }
    return 0;
}

/* The same of backups. */
static const char *
restore_contradiction(const struct asked *asked)
{
    const struct restore_request *restore = &asked->restore;
    bool reads =
        asked->mode == MODE_RESTORE || asked->mode == MODE_BACKUP_VERIFY;

    if (asked->backup.full && asked->mode != MODE_BACKUP)
        return "--full belongs to --backup";
    if (restore->to != NULL && asked->mode != MODE_BACKUP &&
        asked->mode != MODE_RESTORE)
        return "--to belongs to --backup or --restore";
    if ((restore->key_path != NULL || restore->keys != NULL) && !reads)
        return "--key and --keys belong to --restore or --backup-verify";
    if ((restore->as_of != NULL || restore->expired_keys ||
         restore->erase_unopened) &&
        asked->mode != MODE_RESTORE)
        return "--as-of, --expired-keys and --erase-unopened belong to "
               "--restore";
    if (asked->mode == MODE_RESTORE &&
        (restore->key_path == NULL || restore->keys == NULL ||
         restore->to == NULL))
        return "--restore needs --key, --keys and --to";
    if (asked->mode == MODE_BACKUP_VERIFY && restore->keys != NULL &&
        restore->key_path == NULL)
        return "--keys needs --key";
    return NULL;
}

/* What does not go together; NULL: all of it does. */
static const char *
contradiction(const struct asked *asked)
{
    const char *why;

    if (asked->modes > 1)
        return "two things are asked for: name one";
    if ((why = restore_contradiction(asked)) != NULL)
        return why;
    if (asked->json && asked->mode != MODE_DOCTOR)
        return "--json belongs to --doctor";
    if (asked->init.listen != NULL && asked->mode != MODE_INIT)
        return "--listen belongs to --init";
    if (asked->init.listen != NULL && asked->init.config_path != NULL)
        return "--listen makes settings, --config has them already";
    if (asked->init.documents != NULL && asked->mode != MODE_INIT)
        return "--documents belongs to --init";
    if (asked->init.control_path != NULL &&
        ((asked->mode != MODE_SERVE && asked->mode != MODE_INIT) ||
         (asked->mode == MODE_SERVE && asked->config_path == NULL)))
        return "--test-control belongs to --config or --init";
    return NULL;
}

int
main(int argc, char **argv)
{
    struct asked asked = {.mode = MODE_SERVE,
                          .init = {.out = stdout},
                          .backup = {.out = stdout},
                          .restore = {.out = stdout}};
    const char *why;

    /* Not options: the supervisor starts its children so. */
    if (argc == 2 && strcmp(argv[1], "--as-front") == 0)
        return as_front();
    if (argc == 2 && strcmp(argv[1], "--as-desk") == 0)
        return as_desk();
    switch (take_options(argc, argv, &asked)) {
    case 0:
        break;
    case OPTION_HELP:
        return say(help);
    case OPTION_VERSION:
        return say("loketd (Loket) " LOKET_VERSION "\n");
    default:
        return usage(NULL);
    }
    if (optind < argc)
        return usage("arguments without an option");
    if ((why = contradiction(&asked)) != NULL)
        return usage(why);
    asked.init.dir = asked.restore.from = asked.operand;
    return run(&asked);
}
