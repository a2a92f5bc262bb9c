#include "platform/http/traffic.h"

#include <fmt/format.h>

#include <memory>
#include <new>
#include <utility>

namespace foyer::http {
namespace {

using metrics::Kind;

constexpr std::array every_method{Method::get,   Method::head, Method::post,   Method::put,
                                  Method::patch, Method::del,  Method::options};

/// Every status we answer with; the first place is for one that was forgotten here.
constexpr std::array<unsigned, 30> statuses_we_send{0,   200, 201, 202, 204, 302, 303, 304, 307, 308,
                                                    400, 401, 403, 404, 405, 406, 408, 409, 410, 413,
                                                    414, 415, 417, 422, 429, 431, 500, 501, 503, 505};

/// By status, its place in the list above.
constexpr auto places = [] {
  std::array<std::uint8_t, 600> out{};
  for (std::size_t i = 1; i < statuses_we_send.size(); ++i) out[statuses_we_send[i]] = static_cast<std::uint8_t>(i);
  return out;
}();

std::size_t place_of(unsigned status) noexcept { return status < places.size() ? places[status] : 0; }

std::string name_of_status(std::size_t place) { return place == 0 ? "other" : fmt::to_string(statuses_we_send[place]); }

struct Why {
  unsigned status;
  std::string_view word;
};
constexpr std::array refusals{
    Why{400, "bad_message"},     Why{405, "method"},      Why{408, "too_slow"},         Why{413, "body_too_large"},
    Why{414, "target_too_long"}, Why{417, "expectation"}, Why{431, "header_too_large"}, Why{501, "transfer_coding"},
    Why{505, "version"},         Why{0, "other"}};

}  // namespace

Traffic::Traffic() : source_{[this](metrics::Page& page) { write(page); }} {
  static_assert(statuses_we_send.size() <= statuses);
}

Traffic::~Traffic() {
  for (const auto& route : routes_) delete route.load();
}

void Traffic::know(std::vector<std::string> routes) {
  names_ = std::move(routes);
  routes_ = std::vector<std::atomic<Route*>>(names_.size());
}

/// Made by the first answer, for most of what can be asked for never is.
Traffic::Route* Traffic::route_at(std::size_t place) noexcept {
  if (place >= routes_.size()) return nullptr;
  Route* found = routes_[place].load(std::memory_order_acquire);
  if (found != nullptr) return found;
  auto made = std::unique_ptr<Route>{new (std::nothrow) Route};
  if (!made || !routes_[place].compare_exchange_strong(found, made.get(), std::memory_order_acq_rel)) return found;
  return made.release();
}

void Traffic::answered(std::size_t place, Method method, unsigned status, std::chrono::nanoseconds took) noexcept {
  Route* route = route_at(place);
  if (route == nullptr) return;
  route->answers[static_cast<std::size_t>(method)][place_of(status)].fetch_add(1, std::memory_order_relaxed);
  route->durations.add(took);
}

void Traffic::refused(unsigned status) noexcept { refusals_[place_of(status)].fetch_add(1, std::memory_order_relaxed); }

void Traffic::write(metrics::Page& page) const {
  write_answers(page);
  write_durations(page);
  page.single(Kind::gauge, "foyer_http_connections", "Open connections of clients.",
              static_cast<double>(connections_.load(std::memory_order_relaxed)));
  page.family(Kind::counter, "foyer_http_refused_total",
              "Connections and messages that were refused before a route was asked.");
  for (const Why& why : refusals) {
    page.sample({{"why", why.word}}, static_cast<double>(refusals_[place_of(why.status)].load()));
  }
  page.sample({{"why", "too_many_connections"}}, static_cast<double>(turned_away_.load()));
}

void Traffic::write_answers(metrics::Page& page) const {
  page.family(Kind::counter, "foyer_http_requests_total", "Requests answered.");
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    const Route* route = routes_[i].load(std::memory_order_acquire);
    if (route == nullptr) continue;
    for (const Method method : every_method) {
      const auto& answers = route->answers[static_cast<std::size_t>(method)];
      for (std::size_t place = 0; place < statuses_we_send.size(); ++place) {
        const auto count = answers[place].load(std::memory_order_relaxed);
        if (count == 0) continue;
        page.sample({{"method", name_of(method)}, {"route", names_[i]}, {"status", name_of_status(place)}},
                    static_cast<double>(count));
      }
    }
  }
}

void Traffic::write_durations(metrics::Page& page) const {
  page.family(Kind::histogram, "foyer_http_request_duration_seconds",
              "From a request that was read whole to its answer, before that is written.");
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    if (const Route* route = routes_[i].load(std::memory_order_acquire)) {
      page.sample({{"route", names_[i]}}, route->durations);
    }
  }
}

}  // namespace foyer::http
