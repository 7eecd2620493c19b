/* restrict -- which system calls a process can still make, so that a fault in
 * it stays its own: whoever gets to run code in it can start no program, look
 * into no other process, and reach nothing that its work does not need.
 *
 * Three answers of the kernel, for this process and all its threads:
 *   allowed   what the work needs, seen with strace and reasoned
 *   refused   anything else: ENOSYS, as from a kernel that has not got it, so
 *             that a newer C library falls back to what is allowed
 *   killed    what no honest path does (SIGSYS, the whole process): to start a
 *             program or a process, to trace, to load code into the kernel, to
 *             change name spaces or who we are, sockets of a kind that is not
 *             ours
 *
 * front    sockets of the network, unix and netlink (libzmq asks for addresses
 *          of an interface); opens no file: EACCES
 * desk     files, and sockets of unix alone
 * both     threads but no processes
 * The supervisor starts programs, and what it may not its children may not
 * either: it is only kept from what gets killed in all three. */
#ifndef SYS_RESTRICT_H
#define SYS_RESTRICT_H

#include "core/rc.h"

enum restricted {
    RESTRICT_FRONT,
    RESTRICT_DESK,
    RESTRICT_SUPERVISOR
};

/* restrict_calls: from now on and for ever; before the first thread.
 *
 * in      no_new_privs is set, see process_harden()
 * errors  RC_DOWN: this kernel cannot, nothing has changed; RC_FATAL: errno */
MUST_USE enum rc restrict_calls(enum restricted process);

#endif
