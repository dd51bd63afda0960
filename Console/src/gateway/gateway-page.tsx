export function GatewayPage() {
  return <h1>Gateway</h1>;
}
