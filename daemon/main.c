/* loketd: which of its modes is asked for? */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "handover.h"
#include "init.h"
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
    MODE_INIT
};

enum option_code {
    OPTION_CONFIG = 256,
    OPTION_CHECK,
    OPTION_INIT,
    OPTION_LISTEN,
    OPTION_DOCUMENTS,
    OPTION_HELP,
    OPTION_VERSION
};

static const char help[] =
    "Usage: loketd [--config FILE]\n"
    "   or: loketd [--config FILE] --check-config\n"
    "   or: loketd --init DIR [--listen ENDPOINT] [--documents DIR]\n"
    "Serve a Loket desk: take in signals and referrals, page coordinators.\n"
    "\n"
    "      --config FILE      settings (default " CONFIG_DEFAULT ")\n"
    "      --check-config     check settings, desk documents and keys; print\n"
    "                         every finding\n"
    "      --init DIR         make a working installation in DIR\n"
    "      --listen ENDPOINT  with --init: where to listen (default\n"
    "                         " INIT_LISTEN ")\n"
    "      --documents DIR    with --init: begin with the desk documents in "
    "DIR\n"
    "                         (NAME.yaml; what is missing is as shipped)\n"
    "      --help             this text\n"
    "      --version          the version\n"
    "\n"
    "Exit status: 0 done, 1 refused or failed, 2 wrong usage.\n"
    "While serving, SIGHUP reloads and SIGTERM stops.\n";

static const struct option options[] = {
    {"config", required_argument, NULL, OPTION_CONFIG},
    {"check-config", no_argument, NULL, OPTION_CHECK},
    {"init", required_argument, NULL, OPTION_INIT},
    {"listen", required_argument, NULL, OPTION_LISTEN},
    {"documents", required_argument, NULL, OPTION_DOCUMENTS},
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
run(enum mode mode, const char *config_path, const struct init_request *init)
{
    enum rc rc = RC_FATAL;

    /* Before the first secret is read or made. */
    if (process_harden() != RC_OK) {
        fprintf(stderr, "loketd: cannot be hardened: %s\n", strerror(errno));
        return EXIT_REFUSED;
    }
    switch (mode) {
    case MODE_SERVE:
        rc = supervisor_run(config_path);
        break;
    case MODE_CHECK:
        rc = check_run(config_path, stdout);
        break;
    case MODE_INIT:
        rc = init_run(init);
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

int
main(int argc, char **argv)
{
    const char *config_path = CONFIG_DEFAULT;
    struct init_request init = {.out = stdout};
    enum mode mode = MODE_SERVE;
    int modes = 0;
    int code;

    /* Not options: the supervisor starts its children so. */
    if (argc == 2 && strcmp(argv[1], "--as-front") == 0)
        return as_front();
    if (argc == 2 && strcmp(argv[1], "--as-desk") == 0)
        return as_desk();
    while ((code = getopt_long(argc, argv, "", options, NULL)) != -1) {
        switch (code) {
        case OPTION_CONFIG:
            config_path = optarg;
            break;
        case OPTION_CHECK:
            mode = MODE_CHECK;
            modes++;
            break;
        case OPTION_INIT:
            mode = MODE_INIT;
            init.dir = optarg;
            modes++;
            break;
        case OPTION_LISTEN:
            init.listen = optarg;
            break;
        case OPTION_DOCUMENTS:
            init.documents = optarg;
            break;
        case OPTION_HELP:
            return say(help);
        case OPTION_VERSION:
            return say("loketd (Loket) " LOKET_VERSION "\n");
        default:
            return usage(NULL);
        }
    }
    if (optind < argc)
        return usage("arguments without an option");
    if (modes > 1)
        return usage("--check-config and --init exclude each other");
    if (init.listen != NULL && mode != MODE_INIT)
        return usage("--listen belongs to --init");
    if (init.documents != NULL && mode != MODE_INIT)
        return usage("--documents belongs to --init");
    return run(mode, config_path, &init);
}
