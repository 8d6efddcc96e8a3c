/* On purpose empty: figures of ours are drawn with HTML, and 200 KB of Chart.js would load on every page. */
