#include "platform/http/deadlines.h"

namespace foyer::http {

Watched::Watched(Deadlines& list) : list_{list}, after_{list.first_} {
  if (after_) after_->before_ = this;
  list_.first_ = this;
  ++list_.size_;
}

Watched::~Watched() {
  if (after_) after_->before_ = before_;
  (before_ ? before_->after_ : list_.first_) = after_;
  --list_.size_;
}

void Deadlines::sweep(Monotonic now) {
  for (Watched* each = first_; each; each = each->after_) {
    if (each->deadline_ > now) continue;
    each->disarm();
    each->expire();
  }
}

void Deadlines::drain_all() {
  for (Watched* each = first_; each; each = each->after_) each->drain();
}

void Deadlines::cut_all() {
  for (Watched* each = first_; each; each = each->after_) each->cut();
}

}  // namespace foyer::http
