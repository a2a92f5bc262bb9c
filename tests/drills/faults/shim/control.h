// Lets the n-th call of one kind fail, of those made while it is armed: loaded before libc, by LD_PRELOAD.
// FAULTS_CONTROL is a file of one struct Control, which calls.py maps too; several processes may share it.
#ifndef FAULTS_CONTROL_H
#define FAULTS_CONTROL_H

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>

enum Kind { NOTHING, WRITE, SYNC, NAME, CONNECT, MEMORY, SEND, TEAR, RECEIVE, END, SHORTAGE, OPEN };

struct Control {
  _Atomic uint32_t kind;
  _Atomic int32_t left;  // calls until the one that fails
  _Atomic uint32_t fired;
  _Atomic uint32_t port;  // of the peer whose connections are meant; 0: anybody's
};

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int is_armed(void);
/// Once for all that are armed; errno is `with` then.
int must_fail(enum Kind kind, int with);
/// From the one meant on, all of the next 400 milliseconds: longer than the server asks again.
int is_short_of_memory(void);
int is_meant(unsigned port);

#endif
