/** The version of all three programs, Major.Minor.Bugfix. */

export const VERSION = "0.1.0";
