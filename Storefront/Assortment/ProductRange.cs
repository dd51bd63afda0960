using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Storefront.Assortment;

/// <summary>The products of the shop: ids 1 to 1200, the same in every process and at every start.</summary>
internal sealed class ProductRange
{
    /// <summary>Number of products.</summary>
    public const int Count = 1200;

    private const int Purpose = 1;

    private static readonly string[] Brands =
    [
        "Alder & Finch", "Nordvik", "Harrow", "Kestrel Works", "Lumen House", "Maru", "Oakline", "Pilot & Rowe",
        "Quarry", "Solberg", "Tindra", "Umber", "Vale & Co", "Wrenfield", "Ostro", "Halden",
    ];

    private static readonly string[] Series =
    [
        "Arc", "Basin", "Cairn", "Drift", "Ember", "Fjord", "Grove", "Haven", "Isle", "Juniper",
        "Keel", "Lark", "Mesa", "North", "Onyx", "Prairie", "Quill", "Ridge", "Slate", "Tide",
    ];

    private readonly Product[] products;
    private readonly FrozenDictionary<string, Product> byId;

    private ProductRange(Product[] products)
    {
        this.products = products;
        byId = products.ToFrozenDictionary(product => product.Id, StringComparer.Ordinal);
    }

    public IReadOnlyList<Product> All => products;

    public static ProductRange Create() => new([.. Enumerable.Range(1, Count).Select(Make)]);

    /// <summary>The product of exactly this id: <c>7</c> is one, <c>07</c>, <c>+7</c> and <c> 7</c> are none.</summary>
    public bool TryFind(string id, [NotNullWhen(true)] out Product? product) => byId.TryGetValue(id, out product);

    private static Product Make(int number)
    {
        var draw = new Draw(number, Purpose);
        var department = Department.All[number % Department.All.Count];
        var kind = draw.From(department.Kinds);
        var material = draw.From(department.Materials);
        return new(
            number, number.ToString(CultureInfo.InvariantCulture), $"{draw.From(Series)} {material} {kind}", draw.From(Brands),
            kind, material, department);
    }
}
