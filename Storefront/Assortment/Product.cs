namespace Storefront.Assortment;

/// <summary>What every service of the shop knows of a product: its place on the shelves.</summary>
internal sealed record Product(int Number, string Id, string Name, string Brand, string Kind, string Material, Department Department);
