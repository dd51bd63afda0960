export function SizingPage() {
  return <h1>Sizing</h1>;
}
