#include "profiles/profiles.h"

namespace foyer {

void mount(http::Api& api, Profiles& profiles) {
  api.get("/api/v1/user/profile", &Profiles::show, profiles)
      .tag("Profile")
      .summary("Read the viewer's profile")
      .description("Fields that were never set are null.")
      .also_at("/api/v1/users/me");
  api.put("/api/v1/user/profile", &Profiles::update, profiles)
      .tag("Profile")
      .summary("Change some of the profile")
      .description(
          "Takes any subset of the six editable fields; absent ones stay, null clears. Answers the whole profile.")
      .also_at("/api/v1/users/me/update");
  api.patch("/api/v1/user/profile", &Profiles::update, profiles)
      .tag("Profile")
      .summary("Change some of the profile")
      .description("The same as PUT, for clients that prefer the method's meaning.")
      .also_at("/api/v1/users/me/update");
}

}  // namespace foyer
