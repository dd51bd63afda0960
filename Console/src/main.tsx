import { render } from "preact";
import "./ui/base.css";
import "./ui/controls.css";
import { App } from "./shell/app";

render(<App />, document.getElementById("page")!);
