/** The texts of the map and of the briefs, in English: loaded with them. */
export const more = {
  searchRole: "Compare with another role",
  page: "Its page",
  map: "Role map",
  mapOf: (role: string) => `Role map: ${role}`,
  mapHint:
    "Arrow keys move within a column and along the lines; Enter opens the page. Every line is in the table below the picture.",
  column: { role: "Role", competency: "Competencies, without a course first", module: "Courses" },
  noSuchCourse: "no course with this filter",
  all: "all",
  onlyEssential: "Essential only",
  filterLevel: "Level required",
  filterMode: "Mode of the course",
  filterLanguage: "Language of the course",
  filterNote: "The course filters hide courses; whether a course reaches the level still counts every live course.",
  nothingLeft: "No requirement passes these filters.",
  clear: "Clear the filters",
  stopComparing: "Stop comparing",
  compared: (both: string, a: string, roleA: string, b: string, roleB: string) =>
    `Both need ${both}; only ${roleA} needs ${a}; only ${roleB} needs ${b}.`,
  comparedRule:
    "What each role needs on the date, inherited or its own; the same competency is the same item, not one of the same name.",
  postsRule:
    "The sanctioned posts of this organisation itself, and how many of each role's essential competencies a chain of live courses reaches.",
  whole: "The whole page",
  source: "Source",
  noPosts: "No posts recorded.",
  postsOf: (posts: string, roles: string) => `${posts} sanctioned posts in ${roles} roles`,
  postsCaption: "The roles of these posts, and what courses do for their essential competencies",
  both: "Both need",
  only: (role: string) => `Only ${role}`,
  noTheme: "Other",
};
export type More = typeof more;
