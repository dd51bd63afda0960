import type { ComponentType } from "preact";

export interface PageEntry {
  readonly path: string;
  readonly title: string;
  /** Nothing of it works without a user. */
  readonly needsUser: boolean;
  readonly load: () => Promise<ComponentType>;
}

export const pages: readonly PageEntry[] = [
  { path: "", title: "Overview", needsUser: false, load: () => import("../overview/overview-page").then((module) => module.OverviewPage) },
  { path: "chat", title: "Chat", needsUser: true, load: () => import("../chat/chat-page").then((module) => module.ChatPage) },
  { path: "images", title: "Images", needsUser: true, load: () => import("../images/images-page").then((module) => module.ImagesPage) },
  { path: "gateway", title: "Gateway", needsUser: false, load: () => import("../gateway/gateway-page").then((module) => module.GatewayPage) },
  { path: "sizing", title: "Sizing", needsUser: false, load: () => import("../sizing/sizing-page").then((module) => module.SizingPage) },
];
