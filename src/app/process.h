#pragma once
// What every long-running command of ours does with the process it is.

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

namespace foyer::app {

/// A core dump would hold keys and passwords (security.md K1).
void keep_memory_private();

/// Gives back what only the start needed: free heap, and pages of code that were read once. Code that runs again comes
/// back from the page cache.
void forget_start_up();

/// Catches SIGINT and SIGTERM from the moment it is made, so that none is lost during start-up.
class StopSignal {
 public:
  StopSignal();
  /// Until one comes. Once.
  void wait();

 private:
  boost::asio::io_context context_{1};
  boost::asio::signal_set signals_{context_, SIGINT, SIGTERM};
};

}  // namespace foyer::app
