#pragma once
// What the requests of a lane say, and what their answers mean for its sessions. One thread.

#include <cstdint>
#include <optional>
#include <string>

#include "load/answer.h"
#include "load/options.h"

namespace load {

struct Asked {
  Kind kind = Kind::profile;
  std::size_t session = 0;  ///< of a refresh
};

class Scenario {
 public:
  Scenario(const Options&, Share);

  /// Writes the lane's next request of a kind into `text`; nothing when there is no session left to ask with.
  std::optional<Asked> next(Kind, std::string& text);
  bool settle(const Asked&, const Answer&);
  void broke(const Asked&);
  /// Those of the pool that live, and those that logins opened where anybody wants to know.
  std::vector<TokenPair> sessions() const;

 private:
  void post(std::string& text, std::string_view path, std::string_view body);
  std::uint64_t next_number(Kind);

  const Options& options_;
  Share share_;
  SessionPool pool_;
  std::vector<TokenPair> opened_{};
  std::string body_{};
  std::uint64_t logins_ = 0;
  std::uint64_t registrations_ = 0;
};

}  // namespace load
