"""Portuguese of Brazil and Portugal."""

from __future__ import annotations

from foresale.log.lexicon.lexicon import Lexicon

WORDS = Lexicon(
    fields={
        "user": """
            cliente_id id_cliente id_do_cliente codigo_do_cliente codigo_cliente cod_cliente numero_do_cliente
            n_cliente cliente usuario_id id_do_usuario id_usuario id_utilizador utilizador usuario id_comprador
            id_do_comprador comprador_id consumidor | comprador nome_de_usuario | email_do_cliente email_cliente
            nome_do_cliente nome_cliente nome_do_comprador e_mail_do_comprador email_do_comprador
        """,
        "anon": "id_visitante visitante_id",
        "session": "sessao id_sessao id_da_sessao",
        "time": """
            data_compra data_da_compra data_venda data_da_venda data_pagamento data_do_pagamento data_de_pagamento
            data_faturamento data_emissao data_de_emissao data_transacao data_da_transacao pago_em data_evento |
            data_hora data_e_hora carimbo_de_data | data_pedido data_do_pedido data_de_criacao data_criacao
            data_da_criacao criado_em data_da_encomenda data_encomenda data_de_criacao_do_pedido realizado_em | data
            dia
        """,
        "type": "evento tipo_evento tipo_de_evento acao nome_do_evento | tipo",
        "item": """
            produto id_produto id_do_produto produto_id codigo_produto codigo_do_produto cod_produto codigo_item
            item_codigo codigo_de_barras referencia_produto artigo id_artigo codigo_do_artigo id_do_anuncio
            numero_do_anuncio | referencia nome_produto nome_do_produto nome_do_item
        """,
        "variant": "variacao id_variacao variacoes variante grade",
        "title": """
            descricao nome_produto nome_do_produto descricao_do_produto titulo titulo_do_anuncio nome_do_item
            descricao_do_item
        """,
        "category": """
            categoria departamento_do_produto id_categoria categoria_do_produto subcategoria secao linha_de_produto
            grupo_de_produtos
        """,
        "brand": "marca fabricante fornecedor",
        "price": """
            preco preco_unitario valor_unitario valor_do_produto preco_de_venda preco_venda valor_unit vlr_unitario
            preco_do_produto preco_unit vl_unitario preco_de_venda_unitario valor_do_item
        """,
        "list_price": "preco_de_lista preco_tabela preco_de_tabela preco_original preco_cheio",
        "quantity": """
            quantidade qtd qtde quantidade_vendida unidades quantidade_comprada quantidade_do_produto qtd_itens
            quantidade_de_itens
        """,
        "amount": """
            valor valor_total valor_liquido valor_total_do_pedido valor_do_pedido total_do_pedido total_pedido
            valor_pedido valor_pago total_pago valor_da_compra valor_da_venda valor_total_da_venda valor_total_da_nota
            vlr_total vl_total receita faturamento total_da_venda total_venda total_da_compra preco_total valor_final
            total_geral valor_total_do_item valor_dos_produtos total_da_encomenda subtotal_do_pedido
        """,
        "discount": "desconto valor_desconto valor_do_desconto descontos",
        "coupon": "cupom cupom_de_desconto codigo_do_cupom codigo_cupom cupao",
        "currency": "moeda",
        "order": """
            pedido pedido_id id_pedido id_do_pedido numero_pedido numero_do_pedido n_do_pedido no_do_pedido num_pedido
            n_pedido codigo_do_pedido codigo_pedido nro_pedido cod_pedido encomenda numero_da_encomenda id_encomenda
            n_encomenda nota_fiscal numero_nota_fiscal numero_da_nota_fiscal fatura numero_da_fatura id_da_transacao
            id_transacao n_de_venda numero_da_venda id_venda id_da_venda cupom_fiscal numero_do_cupom
        """,
        "status": """
            situacao status_do_pedido status_pedido estado_do_pedido situacao_do_pedido status_do_pagamento
            status_pagamento estado_da_encomenda estado situacao_do_pagamento
        """,
        "query": "termo_de_busca termo_busca busca pesquisa termo_pesquisado",
        "channel": "canal canal_de_venda canal_venda origem origem_do_pedido midia",
        "device": "dispositivo",
        "country": "pais",
        "region": "uf estado_de_entrega",
        "city": "cidade codigo_postal cep municipio",
        "shop": "loja filial vendedor_id loja_id ponto_de_venda",
    },
    types={
        "impression": "impressao exibicao",
        "view": "visita visualizacao visualizacao_de_produto clique produto_visualizado ver_produto",
        "search": "busca pesquisa",
        "favourite": "favorito favoritos lista_de_desejos adicionar_aos_favoritos",
        "cart": "carrinho adicionar_ao_carrinho adicionado_ao_carrinho adicao_ao_carrinho",
        "cart_remove": "remover_do_carrinho removido_do_carrinho",
        "checkout": "finalizar_compra",
        "order": "encomenda",
        "purchase": "venda pagamento comprou compra",
        "refund": "devolucao reembolso estorno",
        "cancel": "cancelamento cancelado",
    },
    states={
        "unpaid": """
            pendente aguardando_pagamento nao_pago pagamento_pendente aguardando_confirmacao
            aguardando_confirmacao_do_pagamento aguardando_aprovacao pagamento_em_analise em_analise
            pagamento_nao_aprovado nao_paga em_espera aguarda_pagamento falhado falhou pagamento_recusado rascunho
            nao_aprovado boleto_impresso
        """,
        "cancelled": """
            cancelado cancelada cancelamento_solicitado recusado recusada expirado expirada negado
            anulada_pelo_cliente
        """,
        "refunded": "reembolsado reembolsada devolvido devolvida estornado estornada devolucao",
        "paid": """
            pagamento_aprovado pago paga aprovado aprovada faturado faturada entregue concluido concluida em_transito
            a_caminho pronto_para_envio preparando_entrega preparando_envio pronto_para_manuseio em_separacao separado
            em_preparacao em_processamento processando enviada enviado despachado despachada postado finalizado
            finalizada completo parcialmente_reembolsado em_transporte saiu_para_entrega pedido_enviado
            nota_fiscal_emitida confirmado confirmada aguardando_envio aguardando_retirada aguardando_coleta
            aguardando_faturamento pendente_de_envio
        """,
    },
    other_times="""
        data_entrega data_de_entrega data_da_entrega data_envio data_de_envio data_do_envio data_atualizacao
        data_de_atualizacao data_nascimento data_de_nascimento data_cadastro data_de_cadastro data_vencimento
        data_de_vencimento previsao_de_entrega data_prevista entregue_em enviado_em
    """,
    refund_times="data_reembolso data_devolucao data_do_reembolso data_da_devolucao data_estorno",
    refund_money="valor_reembolso valor_reembolsado valor_estornado valor_devolvido valor_do_reembolso",
    cancelled="""
        data_cancelamento motivo_cancelamento data_do_cancelamento data_de_cancelamento motivo_do_cancelamento
        cancelado_em
    """,
    later="""
        situacao status_do_pedido status_pedido status_do_pagamento status_da_entrega status_do_envio
        situacao_do_pedido estado_do_pedido codigo_de_rastreio codigo_de_rastreamento data_entrega data_envio
        valor_reembolsado
    """,
    personal="""
        sobrenome endereco telefone celular cpf cnpj cpf_cnpj nome_completo nome_do_cliente nome_cliente
        nome_do_comprador endereco_de_entrega bairro logradouro complemento destinatario nome_do_destinatario
        observacao observacoes comentarios vendedor email_do_cliente email_do_comprador rg morada contribuinte
        razao_social numero_do_endereco nome_de_usuario
    """,
)
