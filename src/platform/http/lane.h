#pragma once
// One thread of the server: its io_context, its listening socket and the connections accepted there, which stay on it.

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <functional>
#include <optional>
#include <utility>

#include "platform/http/client_facts.h"
#include "platform/http/deadlines.h"
#include "platform/http/router.h"
#include "platform/http/server.h"
#include "platform/http/writer.h"

namespace boost::asio::ssl {
class context;
}

namespace foyer::http {

using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;
using Acceptor = boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, Executor>;
using Timer = boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                                boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;

class Lane {
 public:
  /// `tls` is null for plain connections; all references outlive the lane.
  Lane(const ServerOptions&, const Router&, const Clock&, boost::asio::ssl::context* tls, std::uint64_t seed);
  ~Lane();

  /// A socket of this lane's io_context, bound and listening.
  void listen_on(Acceptor acceptor);
  Executor executor() { return io_.get_executor(); }
  /// The thread's body: returns after stop, when connections have ended or drain_timeout has passed.
  void run();
  /// From any thread.
  void stop();

  // For the connections of this lane, on its thread.
  const ServerOptions& options;
  const Router& router;
  RequestIds ids;
  DateCache date;
  Deadlines connections;
  bool draining = false;
  /// A connection has ended; the last one of a draining lane ends the thread.
  void connection_ended();

 private:
  /// One of the lane's own coroutines. Asio destroys a coroutine that it has no memory to resume.
  class Duty {
   public:
    explicit Duty(bool& under_way) : under_way_{&under_way} { under_way = true; }
    Duty(Duty&& other) noexcept : under_way_{std::exchange(other.under_way_, nullptr)} {}
    Duty& operator=(Duty&&) = delete;
    ~Duty() {
      if (under_way_ != nullptr) *under_way_ = false;
    }

   private:
    bool* under_way_;
  };

  void take_up_duties();
  static Task<> keep_on(Lane&, Duty, Task<> (Lane::*)());
  Task<> accept_connections();
  Task<> sweep_each_second();
  Task<> drain();
  void admit(Socket);
  void admit_waiting();

  boost::asio::ssl::context* tls_;
  boost::asio::io_context io_{1};
  std::optional<Acceptor> acceptor_;
  Timer tick_;
  Timer patience_;
  bool accepts_ = false;
  bool sweeps_ = false;
};

/// Each runs one connection to its end in a coroutine of its own.
void serve_plain(Lane&, Socket);
void serve_tls(Lane&, Socket, boost::asio::ssl::context&);

}  // namespace foyer::http
