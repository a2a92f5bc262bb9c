// Calls on connections to the peer that is meant. One that fails ends its connection, as in life.
#include "control.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

static unsigned port_of(const struct sockaddr* address) {
  if (address->sa_family == AF_INET) return ntohs(((const struct sockaddr_in*)address)->sin_port);
  if (address->sa_family == AF_INET6) return ntohs(((const struct sockaddr_in6*)address)->sin6_port);
  return 0;
}

static int leads_to_the_peer(int fd) {
  struct sockaddr_storage peer;
  socklen_t length = sizeof peer;
  if (!is_armed() || getpeername(fd, (struct sockaddr*)&peer, &length) != 0) return 0;
  const unsigned port = port_of((struct sockaddr*)&peer);
  return port != 0 && is_meant(port);
}

/// Nothing that came already is read later.
static void cut(int fd) {
  char lost[4096];
  shutdown(fd, SHUT_RDWR);
  while (REAL(recv)(fd, lost, sizeof lost, MSG_DONTWAIT) > 0) continue;
}

static ssize_t reset(int fd) {
  cut(fd);
  errno = ECONNRESET;
  return -1;
}

int connect(int fd, const struct sockaddr* to, socklen_t length) {
  if (is_meant(port_of(to)) && must_fail(CONNECT, ECONNREFUSED)) return -1;
  return REAL(connect)(fd, to, length);
}

ssize_t send(int fd, const void* bytes, size_t length, int flags) {
  if (!leads_to_the_peer(fd)) return REAL(send)(fd, bytes, length, flags);
  if (must_fail(SEND, ECONNRESET)) return reset(fd);
  if (must_fail(TEAR, 0)) {  // it says that all went out, and half of it did
    REAL(send)(fd, bytes, length / 2, flags);
    cut(fd);
    return (ssize_t)length;
  }
  return REAL(send)(fd, bytes, length, flags);
}

/// Only what brings something counts: the peer has done what it was asked, and nobody hears of it.
ssize_t recv(int fd, void* bytes, size_t length, int flags) {
  const ssize_t came = REAL(recv)(fd, bytes, length, flags);
  if (came <= 0 || (flags & MSG_PEEK) || !leads_to_the_peer(fd)) return came;
  if (must_fail(RECEIVE, ECONNRESET)) return reset(fd);
  if (must_fail(END, 0)) {
    cut(fd);
    return 0;
  }
  return came;
}
