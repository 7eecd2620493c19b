/* parking -- see parking.h */
#include "parking.h"

#include <signal.h>
#include <sys/wait.h>

bool
parking_fault(int status)
{
    if (!WIFSIGNALED(status))
        return false;
    switch (WTERMSIG(status)) {
    case SIGABRT: /* libzmq, when what it takes for granted is not so */
    case SIGSEGV:
    case SIGBUS:
    case SIGILL:
    case SIGFPE:
    case SIGTRAP:
    case SIGSYS: /* a call that it may not make */
        return true;
    default:
        return false;
    }
}

bool
parking_note(struct parking *parking, int64_t key, int64_t now_us)
{
    int ends = 1;

    if (key == 0)
        return false;
    for (size_t i = 0; i < PARKING_KEYS_MAX; i++)
        ends += parking->ends[i].key == key &&
                now_us - parking->ends[i].at_us < PARKING_WITHIN_US;
    if (ends >= PARKING_ENDS) {
        for (size_t i = 0; i < PARKING_KEYS_MAX; i++)
            if (parking->ends[i].key == key)
                parking->ends[i].key = 0;
        return true;
    }
    parking->ends[parking->n % PARKING_KEYS_MAX].key = key;
    parking->ends[parking->n % PARKING_KEYS_MAX].at_us = now_us;
    parking->n++;
    return false;
}
