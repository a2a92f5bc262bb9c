#pragma once
// How many uses of a subject this process is working on at this moment. A use is held here from the decision to grant
// it until its outcome is stored, so a burst in parallel sees itself (security.md L1) without a write before the work.
// Threads: any.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace foyer {

class InFlight {
 public:
  /// One use that is being worked on, until it is released or goes. May outlive its InFlight.
  class Hold {
   public:
    Hold() = default;
    Hold(Hold&&) noexcept = default;
    Hold& operator=(Hold&& other) noexcept;
    ~Hold() { release(); }

    /// How many of the same subject were held before this one.
    std::int64_t others() const noexcept { return others_; }
    void release() noexcept;

   private:
    friend class InFlight;
    struct Count;
    std::shared_ptr<Count> count_;
    std::string subject_;
    std::int64_t others_ = 0;
  };

  InFlight();
  ~InFlight();
  Hold hold(std::string subject);

 private:
  std::shared_ptr<Hold::Count> count_;
};

}  // namespace foyer
