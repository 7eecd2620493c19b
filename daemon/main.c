/* loketd: which of its modes is asked for? */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "handover.h"
#include "init.h"
#include "rebuild_mode.h"
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
    MODE_INIT,
    MODE_REBUILD
};

struct asked {
    enum mode mode;
    int modes;               /* named; one at most makes sense */
    const char *config_path; /* NULL: CONFIG_DEFAULT */
    struct init_request init;
};

enum option_code {
    OPTION_CONFIG = 256,
    OPTION_CHECK,
    OPTION_INIT,
    OPTION_REBUILD,
    OPTION_LISTEN,
    OPTION_DOCUMENTS,
    OPTION_CONTROL,
    OPTION_HELP,
    OPTION_VERSION
};

static const char help[] =
    "Usage: loketd [--config FILE]\n"
    "   or: loketd [--config FILE] --check-config\n"
    "   or: loketd [--config FILE] --rebuild\n"
    "   or: loketd --init DIR [--listen ENDPOINT] [--documents DIR]\n"
    "              [--config FILE]\n"
    "Serve a Loket desk: take in signals and referrals, page coordinators.\n"
    "\n"
    "      --config FILE      settings (default " CONFIG_DEFAULT ")\n"
    "      --check-config     check settings, desk documents and keys; print\n"
    "                         every finding\n"
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
    "      --help             this text\n"
    "      --version          the version\n"
    "\n"
    "Exit status: 0 done, 1 refused or failed, 2 wrong usage.\n"
    "While serving, SIGHUP reloads and SIGTERM stops.\n";

static const struct option options[] = {
    {"config", required_argument, NULL, OPTION_CONFIG},
    {"check-config", no_argument, NULL, OPTION_CHECK},
    {"rebuild", no_argument, NULL, OPTION_REBUILD},
    {"init", required_argument, NULL, OPTION_INIT},
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
    case MODE_REBUILD:
        rc = rebuild_mode(config_path, stdout);
        break;
    case MODE_INIT:
        rc = init_run(&asked->init);
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

/* -1: an option that does not exist, getopt has said so. */
static int
take_options(int argc, char **argv, struct asked *asked)
{
    int code;

    while ((code = getopt_long(argc, argv, "", options, NULL)) != -1) {
        switch (code) {
        case OPTION_CONFIG:
            asked->config_path = asked->init.config_path = optarg;
            break;
        case OPTION_CHECK:
            asked->mode = MODE_CHECK;
            asked->modes++;
            break;
        case OPTION_REBUILD:
            asked->mode = MODE_REBUILD;
            asked->modes++;
            break;
        case OPTION_INIT:
            asked->mode = MODE_INIT;
            asked->init.dir = optarg;
            asked->modes++;
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

/* What does not go together; NULL: all of it does. */
static const char *
contradiction(const struct asked *asked)
{
    if (asked->modes > 1)
        return "--check-config, --rebuild and --init exclude each other";
    if (asked->init.listen != NULL && asked->mode != MODE_INIT)
        return "--listen belongs to --init";
    if (asked->init.listen != NULL && asked->init.config_path != NULL)
        return "--listen makes settings, --config has them already";
    if (asked->init.documents != NULL && asked->mode != MODE_INIT)
        return "--documents belongs to --init";
    if (asked->init.control_path != NULL &&
        (asked->mode == MODE_CHECK || asked->mode == MODE_REBUILD ||
         (asked->mode == MODE_SERVE && asked->config_path == NULL)))
        return "--test-control belongs to --config or --init";
    return NULL;
}

int
main(int argc, char **argv)
{
    struct asked asked = {.mode = MODE_SERVE, .init = {.out = stdout}};
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
    return run(&asked);
}
