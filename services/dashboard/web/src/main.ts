// Starts what a page asks for: each part looks for its marks in the page and leaves it alone when there are none.
import "./style/app.css";

const charts = document.querySelectorAll<HTMLElement>("figure.graphique[data-chart]");
if (charts.length > 0) void import("./charts.ts").then((m) => charts.forEach(m.draw));
