using Azure;

namespace Aspire.Azure.Storage;

internal static class FirstPage
{
    /// <summary>
    /// Lists one page of one entry. The roles "Data Contributor" may list; they may not read the service's properties, which
    /// would be the obvious probe.
    /// </summary>
    public static async Task ListAsync<T>(AsyncPageable<T> all, CancellationToken cancellationToken)
        where T : notnull
    {
        await using var pages = all.AsPages(pageSizeHint: 1).GetAsyncEnumerator(cancellationToken);
        await pages.MoveNextAsync();
    }
}
