#ifndef LIBCONTAINER_CGROUPS_SYSTEMD_MANAGER_H_
#define LIBCONTAINER_CGROUPS_SYSTEMD_MANAGER_H_

#include <string>
#include <vector>

#include "dbus.h"

namespace libcontainer::cgroups::systemd {

// What PID 1 is asked for (org.freedesktop.systemd1(5), Manager). All throw as Dbus does.
class Manager {
 public:
  // Makes sure that no unit of that name is loaded; one that failed is forgotten. Throws Error:
  // EEXIST, it is there.
  void CheckFree(const std::string& unit);
  // Starts a transient unit and waits until it runs. Leaves nothing behind on failure. Throws Error:
  // EEXIST, there is such a unit; ECANCELED, systemd could not start it.
  void Start(const std::string& unit, const std::vector<Property>& properties);
  // Stops a unit, waits for it and has it forgotten. One that is gone is stopped.
  void Stop(const std::string& unit);

 private:
  bool IsLoaded(const std::string& unit);
  void ResetFailed(const std::string& unit);
  void MatchJobsOf(const std::string& unit);
  std::string WaitForJob(const Message& reply, const std::string& unit);
  Message Call(const std::string& member, const std::string& unit, const std::string& mode = "");

  Dbus bus_;
};

}  // namespace libcontainer::cgroups::systemd

#endif  // LIBCONTAINER_CGROUPS_SYSTEMD_MANAGER_H_
