#include "platform/db/postgres_socket.h"

#include <boost/asio/posix/descriptor_base.hpp>

namespace foyer::db {

PostgresSocket::PostgresSocket(Executor executor, int socket)
    : watch_{std::make_shared<Watch>(Descriptor{executor, socket}, Timer{executor})} {}

PostgresSocket::~PostgresSocket() {
  watch_->released = true;
  watch_->timer.cancel();
  // Closing instead would leave the loop with a socket that libpq goes on using.
  watch_->descriptor.release();
}

Task<bool> PostgresSocket::wait(For what, Clock::time_point deadline) {
  watch_->deadline = deadline;
  if (!watch_->armed) arm(watch_);
  const auto kind = what == For::reading ? Descriptor::wait_read : Descriptor::wait_write;
  const auto [failed] = co_await watch_->descriptor.async_wait(kind, boost::asio::as_tuple(use_task));
  co_return !watch_->passed && !failed;
}

/// One timer for the whole use: it is not moved by each statement, but looks again when it rings.
void PostgresSocket::arm(const std::shared_ptr<Watch>& watch) {
  watch->armed = true;
  watch->timer.expires_at(watch->deadline);
  watch->timer.async_wait([watch](boost::system::error_code cancelled) {
    if (cancelled || watch->released) return;
    if (watch->deadline > Clock::now()) return arm(watch);
    watch->armed = false;
    watch->passed = true;
    watch->descriptor.cancel();
  });
}

}  // namespace foyer::db
